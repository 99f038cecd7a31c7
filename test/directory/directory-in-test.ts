import type { Caller } from "../../src/directory/caller.ts";
import { systemClock } from "../../src/directory/clock.ts";
import type { Dependencies } from "../../src/directory/dependencies.ts";
import { createDirectory, type Directory } from "../../src/directory/directory.ts";
import { DomainError } from "../../src/directory/errors.ts";
import type { NewHuman } from "../../src/directory/humans.ts";
import { createIdGenerator } from "../../src/directory/id-generator.ts";
import type { OrgId, OutboxRow, ProjectId, Storage, UserId } from "../../src/storage/contract/index.ts";
import type { StorageHooks } from "../../src/storage/open.ts";
import { sqliteEngine, type TestEngine } from "../support/engines.ts";

/** An empty directory without a server: for what no call of an interface can bring about. */
export interface DirectoryInTest {
  readonly directory: Directory;
  readonly dependencies: Dependencies;
  readonly storage: Storage;
  /** The administrator, in the default organization. */
  readonly caller: Caller;
  /** What the notifier got, in order. */
  readonly messages: readonly OutboxRow[];
  /** Adds an organization and answers the administrator as its caller. */
  addOrg(name: string): Promise<Caller>;
  /** Sets the clock forward. */
  passUs(us: number): void;
  close(): Promise<void>;
}

/** Domain under which organizations get their first one. */
export const instanceDomain = "localhost";

/** Opens an empty directory on an engine, SQLite in memory unless another is given, and sets it up. */
export async function openDirectory(
  engine: TestEngine = sqliteEngine,
  hooks: StorageHooks = {},
): Promise<DirectoryInTest> {
  const storage = await engine.open(hooks);
  const messages: OutboxRow[] = [];
  let passedUs = 0;
  const clock = () => systemClock() + passedUs;
  const notifier = { notify: (message: OutboxRow) => void messages.push(message) };
  const dependencies = { storage, clock, newId: createIdGenerator({ clock }), notifier };
  const directory = createDirectory(dependencies, instanceDomain);
  const { instance } = await directory.instance.ensure({
    name: "Test",
    domain: instanceDomain,
    defaultOrgName: "Home",
    adminUserName: "admin",
    adminToken: "a token of the administrator",
  });
  const callerIn = (orgId: OrgId): Caller => ({
    userId: instance.adminUserId,
    orgId,
    face: "test",
    permissions: "all",
  });
  const caller = callerIn(instance.defaultOrgId);
  return {
    directory,
    dependencies,
    storage,
    caller,
    messages,
    addOrg: async (name) => callerIn((await directory.orgs.add(caller, name)).id),
    passUs(us) {
      passedUs += us;
    },
    close: () => storage.close(),
  };
}

/** Id of the error that a call is refused with; `undefined` when it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.id;
    throw error;
  }
}

/** A human that passes all rules, active at once. */
export const sampleHuman = (userName: string, overrides: Partial<NewHuman> = {}): NewHuman => ({
  userName,
  profile: {
    firstName: "Gigi",
    lastName: "Giraffe",
    nickName: "",
    displayName: "",
    preferredLanguage: "",
    gender: "unspecified",
  },
  email: "gigi@example.com",
  isEmailVerified: true,
  phone: undefined,
  initialPassword: "Secret-1",
  ...overrides,
});

/** Adds machines, and answers their ids. */
export async function addUsers({ machines }: Directory, caller: Caller, count: number): Promise<readonly UserId[]> {
  const added = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      machines.add(caller, {
        id: undefined,
        userName: `machine-${caller.orgId}-${index}`,
        name: "Robot",
        description: "",
        accessTokenType: "bearer",
      }),
    ),
  );
  return added.map(({ id }) => id);
}

/** Adds a project with roles of these keys. */
export async function addProjectWith(
  { projects, projectRoles }: Directory,
  caller: Caller,
  name: string,
  keys: readonly string[],
): Promise<ProjectId> {
  const { id } = await projects.add(caller, {
    name,
    isRoleAsserted: false,
    isRoleChecked: false,
    isProjectChecked: false,
    privateLabelingSetting: "unspecified",
  });
  const roles = keys.map((key) => ({ key, displayName: key, group: "" }));
  await projectRoles.add(caller, id, roles);
  return id;
}
