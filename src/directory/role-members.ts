import type {
  GroupId,
  MemberView,
  Page,
  PageOf,
  ProjectId,
  ProjectRoleRow,
  ProjectRow,
  RoleHolderCount,
  RoleHolding,
  Transaction,
  UserId,
  UserRow,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { verifyPage } from "./paging.ts";
import { assertPermittedOn, isPermittedOn, roleObjectId } from "./permissions.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
import { projectMemberEvents } from "./project-members.ts";
import { groupKey } from "./group-aggregate.ts";
import { changeRoleHolders } from "./role-holders.ts";
import { changeGroupsWithRole, changeUsersWithRole } from "./role-member-grants.ts";
import { roleAdministratorRole } from "./roles.ts";
import { userKey } from "./user-aggregate.ts";

/** Who gets and who loses a role of a project, and its administration. */
export interface RoleMemberChanges {
  readonly addUsers: readonly UserId[];
  readonly removeUsers: readonly UserId[];
  readonly addGroups: readonly GroupId[];
  readonly removeGroups: readonly GroupId[];
  readonly addAdministrators: readonly UserId[];
  readonly removeAdministrators: readonly UserId[];
}

/** How users come to a role: by a user grant of their own, through a group, or either. */
export type RoleWay = RoleHolding["through"];

/** How many users have one role of a project, or any of its roles. */
export type RoleUserCounts = (
  id: ProjectId,
  roleKey: string | undefined,
) => Pick<RoleHolderCount, "userCount" | "directUserCount">;

/** A change of nothing, to be completed. */
export const noRoleMemberChanges: RoleMemberChanges = {
  addUsers: [],
  removeUsers: [],
  addGroups: [],
  removeGroups: [],
  addAdministrators: [],
  removeAdministrators: [],
};

/**
 * Rules of who has a role of a project that the organization of the call owns: users by their user grants, groups by
 * theirs; and of who administers the role, which is to say may change its members and nothing else.
 */
export interface RoleMembers {
  /**
   * Changes all of these, or nothing. Removals come before additions, and what is as asked for already stays as it is.
   * - A user grant keeps its other roles; one that loses its last role is removed, and one that gets a role is active.
   * - Members need `user.grant.write` on the project or the administration of the role, administrators
   *   `project.member.write` on the project.
   * - Fails with `projectNotFound`, `projectRoleNotFound`, `permissionLacking`, `permissionOfOtherObject`,
   *   `groupNotFound`, `userGrantUserNotFound`.
   */
  change(caller: Caller, id: ProjectId, roleKey: string, changes: RoleMemberChanges): Promise<void>;
  /**
   * Refuses callers that may neither read all user grants on the project nor administer the role
   * (`permissionLacking`, `permissionOfOtherObject`).
   */
  assertReadable(caller: Caller, id: ProjectId, roleKey: string): void;
  /** One page of the users that have the role as the organization gave it, by id. Fails with `limitExceeded`. */
  listUsers(caller: Caller, id: ProjectId, roleKey: string, way: RoleWay, page: Page): Promise<PageOf<UserRow>>;
  /** How many users have roles of these projects of the organization, however they were given them. */
  countUsers(caller: Caller, ids: readonly ProjectId[]): Promise<RoleUserCounts>;
  /** One page of the role's administrators, by user id. Fails with `limitExceeded`. */
  listAdministrators(caller: Caller, id: ProjectId, roleKey: string, page: Page): Promise<PageOf<MemberView>>;
}

/** The rules of who has and who administers roles. */
export function createRoleMembers(dependencies: Dependencies): RoleMembers {
  const { storage, clock } = dependencies;
  return {
    change: (caller, id, roleKey, changes) =>
      runCommand(
        dependencies,
        {
          keys: keysOf(id, changes),
          async run(tx) {
            const { project, role } = await lockRole(tx, caller, id, roleKey);
            assertMayChange(caller, role, changes);
            await changeMembers(tx, dependencies, caller, role, changes);
            await changeAdministrators(tx, caller, project, role, changes, clock());
          },
        },
        { reference: "userGrantUserNotFound" },
      ),
    assertReadable: (caller, id, roleKey) => assertPermittedOnRole(caller, "user.grant.read", id, roleKey),
    listUsers: (caller, projectId, roleKey, way, page) =>
      storage.reader.users.list({
        scope: scopeOf(caller),
        filters: [{ kind: "role", holding: { projectId, roleKey, orgId: caller.orgId, through: way } }],
        sortBy: "id",
        isAscending: true,
        page: verifyPage(page),
      }),
    async countUsers(caller, ids) {
      const counts = new Map(
        (await storage.reader.roleHolders.count(caller.orgId, ids)).map((count) => [
          countKey(count.projectId, count.roleKey),
          count,
        ]),
      );
      return (id, roleKey) => counts.get(countKey(id, roleKey)) ?? noUsers;
    },
    async listAdministrators(caller, id, roleKey, page) {
      const verified = verifyPage(page);
      if ((await storage.reader.projects.find(scopeOf(caller), id)) === undefined) return { items: [], total: 0 };
      return storage.reader.memberships.listMembers({ type: "project-role", id, roleKey }, [], verified);
    },
  };
}

const noUsers = { userCount: 0, directUserCount: 0 };

/** Ids hold no slash. */
const countKey = (id: ProjectId, roleKey: string | undefined): string =>
  roleKey === undefined ? id : `${id}/${roleKey}`;

const keysOf = (id: ProjectId, changes: RoleMemberChanges): readonly string[] => {
  const userIds = [
    ...changes.addUsers,
    ...changes.removeUsers,
    ...changes.addAdministrators,
    ...changes.removeAdministrators,
  ];
  const groupIds = [...changes.addGroups, ...changes.removeGroups];
  return [...new Set([projectKey(id), ...userIds.map(userKey), ...groupIds.map(groupKey)])];
};

async function lockRole(
  tx: Transaction,
  caller: Caller,
  id: ProjectId,
  roleKey: string,
): Promise<{ readonly project: ProjectRow; readonly role: ProjectRoleRow }> {
  const project = await tx.projects.lock(scopeOf(caller), id);
  if (project === undefined) throw new DomainError("projectNotFound");
  const [role] = await tx.projectRoles.findMany(id, [roleKey]);
  if (role === undefined) throw new DomainError("projectRoleNotFound");
  return { project, role };
}

/** A change of nothing needs what a change of members needs. */
function assertMayChange(caller: Caller, { projectId, key }: ProjectRoleRow, changes: RoleMemberChanges): void {
  const changesAdministrators = changes.addAdministrators.length + changes.removeAdministrators.length > 0;
  const { addUsers, removeUsers, addGroups, removeGroups } = changes;
  const changesMembers = [addUsers, removeUsers, addGroups, removeGroups].some((ids) => ids.length > 0);
  if (changesAdministrators) assertPermittedOn(caller.permissions, "project.member.write", [projectId]);
  if (changesMembers || !changesAdministrators) assertPermittedOnRole(caller, "user.grant.write", projectId, key);
}

function assertPermittedOnRole(caller: Caller, permission: string, id: ProjectId, roleKey: string): void {
  if (isPermittedOn(caller.permissions, "role.member.write", [roleObjectId(id, roleKey)])) return;
  assertPermittedOn(caller.permissions, permission, [id]);
}

async function changeMembers(
  tx: Transaction,
  dependencies: Dependencies,
  caller: Caller,
  role: ProjectRoleRow,
  changes: RoleMemberChanges,
): Promise<void> {
  const { addUsers, removeUsers, addGroups, removeGroups } = changes;
  await changeUsersWithRole(tx, dependencies, caller, role, { add: addUsers, remove: removeUsers });
  await changeGroupsWithRole(tx, dependencies, caller, role, { add: addGroups, remove: removeGroups });
}

async function changeAdministrators(
  tx: Transaction,
  caller: Caller,
  project: ProjectRow,
  { key: roleKey }: ProjectRoleRow,
  { addAdministrators: add, removeAdministrators: remove }: RoleMemberChanges,
  timeUs: number,
): Promise<void> {
  const { id } = project;
  const home = { scope: { type: "project-role", id, roleKey }, ...projectOccasion(project) } as const;
  const rules = { role: roleAdministratorRole, events: projectMemberEvents, payload: { roleKey } };
  const sequence = await changeRoleHolders(tx, caller, home, rules, { add, remove }, timeUs);
  if (sequence > project.lastSequence) await tx.projects.setLastSequence(id, sequence);
}
