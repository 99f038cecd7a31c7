import {
  type GroupGrantRow,
  type GroupId,
  type GroupMemberRow,
  type GroupRow,
  groupId,
  keyId,
  type MachineKeyRow,
  type MetadataOwner,
  type MetadataRow,
  type ProjectGrantRow,
  type ProjectId,
  type ProjectRoleRow,
  type ProjectRow,
  projectGrantId,
  projectId,
  type Storage,
  type TextMatch,
  type UserGrantRow,
  type UserId,
  userGrantId,
} from "../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, globex, sampleUser, startUs } from "./sample.ts";

const details = { sequence: 1, creationTimeUs: startUs, changeTimeUs: startUs };

/** The project that most samples are about. */
export const portal = projectId("300000000000000001");
/** A grant of it to Globex. */
export const portalGrant = projectGrantId("400000000000000001");
/** A group of Acme. */
export const crew = groupId("500000000000000001");

/** A project of Acme; its name follows from its id. */
export const sampleProject = (overrides: Partial<ProjectRow> = {}): ProjectRow => ({
  ...details,
  id: portal,
  orgId: acme,
  name: `Project ${overrides.id ?? portal}`,
  state: "active",
  isRoleAsserted: true,
  isRoleChecked: false,
  isProjectChecked: true,
  privateLabelingSetting: "unspecified",
  lastSequence: 1,
  ...overrides,
});

/** A role of the project; its display name follows from its key. */
export const sampleRole = (key: string, overrides: Partial<ProjectRoleRow> = {}): ProjectRoleRow => ({
  ...details,
  projectId: portal,
  key,
  displayName: `Role ${key}`,
  group: "",
  ...overrides,
});

/** A grant of the project to Globex. */
export const sampleProjectGrant = (overrides: Partial<ProjectGrantRow> = {}): ProjectGrantRow => ({
  ...details,
  id: portalGrant,
  projectId: portal,
  orgId: acme,
  grantedOrgId: globex,
  state: "active",
  roleKeys: ["reader", "writer"],
  ...overrides,
});

/** A grant by Acme to the user on Acme's own project. */
export const sampleUserGrant = (id: string, user: UserId, overrides: Partial<UserGrantRow> = {}): UserGrantRow => ({
  ...details,
  id: userGrantId(id),
  orgId: acme,
  userId: user,
  projectId: portal,
  projectGrantId: undefined,
  state: "active",
  roleKeys: ["reader"],
  lastSequence: 1,
  ...overrides,
});

/** A group of Acme; its name follows from its id. */
export const sampleGroup = (overrides: Partial<GroupRow> = {}): GroupRow => ({
  ...details,
  id: crew,
  orgId: acme,
  name: `Group ${overrides.id ?? crew}`,
  description: "",
  memberLimit: undefined,
  lastSequence: 1,
  ...overrides,
});

/** The user in the group. */
export const sampleGroupMember = (user: UserId, overrides: Partial<GroupMemberRow> = {}): GroupMemberRow => ({
  ...details,
  groupId: crew,
  userId: user,
  ...overrides,
});

/** What the group is granted on the project. */
export const sampleGroupGrant = (
  group: GroupId,
  project: ProjectId,
  overrides: Partial<GroupGrantRow> = {},
): GroupGrantRow => ({
  ...details,
  groupId: group,
  projectId: project,
  projectGrantId: undefined,
  roleKeys: ["reader"],
  ...overrides,
});

/** An entry; its value follows from its key. */
export const sampleMetadata = (
  owner: MetadataOwner,
  key: string,
  overrides: Partial<MetadataRow> = {},
): MetadataRow => ({ ...details, owner, key, value: new TextEncoder().encode(`value of ${key}`), ...overrides });

/** A key of the machine. */
export const sampleKey = (user: UserId, id: string, overrides: Partial<MachineKeyRow> = {}): MachineKeyRow => ({
  ...details,
  id: keyId(id),
  userId: user,
  publicKey: "-----BEGIN PUBLIC KEY-----\n",
  expirationTimeUs: startUs * 2,
  ...overrides,
});

/** How a text is compared; with regard to case unless said otherwise. */
export const match = (method: TextMatch["method"], text: string, ignoreCase = false): TextMatch => ({
  method,
  text,
  ignoreCase,
});

/** A page that holds all of a test's rows. */
export const allRows = { offset: 0, limit: 10_000 } as const;

/** A user of Acme. */
export const gigi = sampleUser("1");
/** A user of Globex. */
export const hank = sampleUser("2", { orgId: globex });

/** Both organizations, a user in each, and Acme's project with its grant to Globex. */
export async function addPortal(storage: Storage): Promise<void> {
  await addOrgs(storage, acme, globex);
  await addUsers(storage, gigi, hank);
  await storage.command({
    keys: [],
    run: async (tx) => {
      await tx.projects.insert(sampleProject());
      await tx.projectRoles.insert([sampleRole("reader"), sampleRole("writer"), sampleRole("admin")]);
      await tx.projectGrants.insert(sampleProjectGrant());
    },
  });
}
