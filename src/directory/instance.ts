import {
  type InstanceRow,
  instanceId,
  orgId,
  projectId,
  type Transaction,
  tokenId,
  userId,
} from "../storage/contract/index.ts";
import { insertAdministrator, systemCaller } from "./administrator.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { appendEvents } from "./history.ts";
import { insertOrg, newOrg, orgConstraintErrors } from "./new-org.ts";

/** The instance: the root of the directory. */
export interface Instance {
  /** The instance. */
  get(): Promise<InstanceRow>;
  /** The instance; `undefined` before it was set up. */
  find(): Promise<InstanceRow | undefined>;
  /**
   * The instance, set up if this is the first start: a default organization and an administrator, a machine with
   * IAM_OWNER and a personal access token.
   */
  ensure(setUp: InstanceSetUp): Promise<{ readonly instance: InstanceRow; readonly isNew: boolean }>;
}

/** What a new directory is called. */
export interface InstanceSetUp {
  readonly name: string;
  readonly domain: string;
  readonly defaultOrgName: string;
  readonly adminUserName: string;
  readonly adminToken: string;
}

/** The rules of the instance. */
export function createInstance(dependencies: Dependencies): Instance {
  const find = () => dependencies.storage.reader.instance.find();
  return {
    find,
    async get() {
      const instance = await find();
      if (instance === undefined) throw new Error("the directory is not set up: ensure() comes first");
      return instance;
    },
    async ensure(setUp) {
      const existing = await find();
      if (existing !== undefined) return { instance: existing, isNew: false };
      // Two processes may start on one empty database: the second to commit finds the first's instance.
      return runCommand(
        dependencies,
        { keys: ["instance"], run: (tx) => setUpInstance(dependencies, tx, setUp) },
        orgConstraintErrors,
      );
    },
  };
}

async function setUpInstance({ clock, newId }: Dependencies, tx: Transaction, setUp: InstanceSetUp) {
  const existing = await tx.instance.find();
  if (existing !== undefined) return { instance: existing, isNew: false };
  const timeUs = clock();
  const org = newOrg(orgId(newId()), setUp.defaultOrgName, setUp.domain);
  const instance: InstanceRow = {
    id: instanceId(newId()),
    name: setUp.name,
    domain: setUp.domain,
    defaultOrgId: org.id,
    iamProjectId: projectId(newId()),
    adminUserId: userId(newId()),
    adminTokenId: tokenId(newId()),
    creationTimeUs: timeUs,
  };
  const caller = systemCaller(org.id);
  await tx.instance.insert(instance);
  await insertOrg(tx, caller, org, timeUs);
  const administrator = {
    id: instance.adminUserId,
    userName: setUp.adminUserName,
    tokenId: instance.adminTokenId,
    token: setUp.adminToken,
  };
  await insertAdministrator(tx, caller, administrator, timeUs);
  const record = { sequence: 1, creationTimeUs: timeUs, changeTimeUs: timeUs };
  await tx.memberships.insert({
    scope: { type: "instance", id: instance.id },
    userId: instance.adminUserId,
    resourceOwner: instance.id,
    roles: ["IAM_OWNER"],
    ...record,
  });
  const aggregate = { type: "instance", id: instance.id } as const;
  await appendEvents(tx, { caller, timeUs }, { aggregate, resourceOwner: instance.id, lastSequence: 0 }, [
    { type: "instance.added", payload: { name: setUp.name, domain: setUp.domain, defaultOrgId: org.id } },
  ]);
  return { instance, isNew: true };
}
