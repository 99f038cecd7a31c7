import type { Change } from "../../gen/zitadel/change/v1/change_pb.ts";
import type { OrgInTest } from "./org-in-test.ts";
import { unique } from "./unique.ts";
import { type Caller, rpc, type World } from "./world.ts";

/** A project of one case's own. Its calls are the administrator's, for the organization that owns it. */
export interface ProjectInTest extends Caller {
  readonly id: string;
  readonly name: string;
  readonly org: OrgInTest;
  /** Adds roles with these keys. */
  addRoles(...keys: string[]): Promise<void>;
  /** The keys of its roles, by key. */
  listRoleKeys(): Promise<readonly string[]>;
  /** Grants it to another organization with these role keys, and answers the grant's id. */
  lendTo(other: { readonly id: string }, ...roleKeys: string[]): Promise<string>;
  /** The role keys of one of its grants. */
  listLentKeys(grantId: string): Promise<readonly string[]>;
  /** Gives a user these roles, and answers the user grant's id. */
  authorize(userId: string, ...roleKeys: string[]): Promise<string>;
  /** The keys of its history, oldest first, without `EventTypes.`. */
  listEventTypes(): Promise<readonly string[]>;
}

/** Adds a project with a name of its own and roles with these keys. */
export async function addProject(org: OrgInTest, ...roleKeys: string[]): Promise<ProjectInTest> {
  const name = unique("Project ");
  const { id } = await org.ok(rpc.addProject, { name });
  const project: ProjectInTest = {
    id,
    name,
    org,
    call: org.call,
    ok: org.ok,
    async addRoles(...keys) {
      const roles = keys.map((key) => ({ key, displayName: `Role ${key}` }));
      await org.ok(rpc.bulkAddProjectRoles, { projectId: id, roles });
    },
    async listRoleKeys() {
      return (await org.ok(rpc.listProjectRoles, { projectId: id })).result.map(({ key }) => key);
    },
    async lendTo(other, ...keys) {
      const request = { projectId: id, grantedOrgId: other.id, roleKeys: keys };
      return (await org.ok(rpc.addProjectGrant, request)).grantId;
    },
    async listLentKeys(grantId) {
      const { projectGrant } = await org.ok(rpc.getProjectGrantByID, { projectId: id, grantId });
      return projectGrant?.grantedRoleKeys ?? [];
    },
    authorize: (userId, ...keys) => authorizeOn(org, id, userId, ...keys),
    async listEventTypes() {
      const { result } = await org.ok(rpc.listProjectChanges, { projectId: id, query: { asc: true } });
      return result.map(typeOf);
    },
  };
  if (roleKeys.length > 0) await project.addRoles(...roleKeys);
  return project;
}

/** Gives a user roles on a project, for the caller's organization, and answers the user grant's id. */
export async function authorizeOn(
  caller: Caller,
  projectId: string,
  userId: string,
  ...roleKeys: string[]
): Promise<string> {
  return (await caller.ok(rpc.addUserGrant, { userId, projectId, roleKeys })).userGrantId;
}

/** The role keys of a user grant. */
export async function listGrantedKeys(caller: Caller, grantId: string): Promise<readonly string[]> {
  const { userGrant } = await caller.ok(rpc.getUserGrantByID, { userId: "1", grantId });
  return userGrant?.roleKeys ?? [];
}

/** The type of a change, without `EventTypes.`. */
export const typeOf = ({ eventType }: Change): string => eventType?.key.replace("EventTypes.", "") ?? "";

/** A project with roles, lent to a second organization. */
export interface LentProject {
  readonly owner: OrgInTest;
  readonly tenant: OrgInTest;
  readonly project: ProjectInTest;
  readonly grantId: string;
  /** What requests name the grant by. */
  readonly ref: { readonly projectId: string; readonly grantId: string };
}

/** A project with roles of these keys, of which all are lent to a second organization. */
export async function lendProject(world: World, ...roleKeys: string[]): Promise<LentProject> {
  const [owner, tenant] = [await world.addOrg(), await world.addOrg()];
  const project = await addProject(owner, ...roleKeys);
  const grantId = await project.lendTo(tenant, ...roleKeys);
  return { owner, tenant, project, grantId, ref: { projectId: project.id, grantId } };
}

/** A machine of the organization with a token, a member of nothing. */
export async function addStranger(org: OrgInTest): Promise<{ readonly id: string; readonly token: string }> {
  const id = await org.addMachine();
  return { id, token: (await org.addToken(id)).token };
}
