import type { GroupId, MemberView, Page, PageOf, ProjectId, UserId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { groupKey } from "./group-aggregate.ts";
import { runInOneCommand } from "./one-command.ts";
import { verifyPage } from "./paging.ts";
import { assertPermittedOn, isPermittedOn } from "./permissions.ts";
import { projectKey } from "./project-aggregate.ts";
import { projectRoleAdministratorEvents } from "./project-role-administrators.ts";
import { isAdministration, type ProjectRoleRef, projectRoleAdministratorRole } from "./role-administration.ts";
import { createRoleHolders } from "./role-holders.ts";
import { changeScopeRole, type ScopeRoleChanges } from "./scope-role.ts";
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

/** A change of nothing, to be completed. */
export const noRoleMemberChanges: RoleMemberChanges = {
  addUsers: [],
  removeUsers: [],
  addGroups: [],
  removeGroups: [],
  addAdministrators: [],
  removeAdministrators: [],
};

/** How many users have one role of a project, or any of its roles, by user grants of their own. */
export type RoleUserCounts = (id: ProjectId, roleKey: string | undefined) => number;

/**
 * A role of a project that the organization of the call owns, as one thing: the users and the groups that have it, and
 * who administers it. What single changes are like is said by `RoleHolders` and `ProjectRoleAdministrators`.
 */
export interface RoleMembers {
  /**
   * Changes all of these, or nothing. Removals come before additions, and what is as asked for already stays as it is.
   * Members need `user.grant.write` on the project or the administration of the role, administrators
   * `project.member.write` on the project; a change of nothing needs what one of members does.
   *
   * Fails with `projectNotFound`, `projectRoleNotFound`, `permissionLacking`, `permissionOfOtherObject`,
   * `groupNotFound`, `userGrantUserNotFound`, `roleHolderInactive`.
   */
  change(caller: Caller, role: ProjectRoleRef, changes: RoleMemberChanges): Promise<void>;
  /**
   * Refuses callers that may neither read all user grants on the project nor administer the role
   * (`permissionLacking`, `permissionOfOtherObject`).
   */
  assertReadable(caller: Caller, role: ProjectRoleRef): Promise<void>;
  /** How many users have roles of these projects, not counting those who have them through groups only. */
  countUsers(caller: Caller, ids: readonly ProjectId[]): Promise<RoleUserCounts>;
  /** One page of the role's administrators, by user id. Fails with `limitExceeded`. */
  listAdministrators(caller: Caller, role: ProjectRoleRef, page: Page): Promise<PageOf<MemberView>>;
}

/** The rules of roles' members. */
export function createRoleMembers(dependencies: Dependencies): RoleMembers {
  const { storage } = dependencies;
  return {
    change: (caller, role, changes) =>
      runInOneCommand(dependencies, { keys: keysOf(role, changes), isRehearsal: false }, (inside) =>
        changeAll(inside, caller, role, changes),
      ),
    async assertReadable(caller, { projectId: id, roleKey }) {
      if (isPermittedOn(caller.permissions, "user.grant.read", [id])) return;
      const scope = { type: "project-role", id, roleKey } as const;
      const membership = await storage.reader.memberships.find(scope, caller.userId);
      if (isAdministration(membership, caller.orgId, projectRoleAdministratorRole)) return;
      assertPermittedOn(caller.permissions, "user.grant.read", [id]);
    },
    async countUsers(caller, ids) {
      const found = await createRoleHolders(dependencies).count(caller, ids);
      const counts = new Map(found.map((count) => [countKey(count.projectId, count.roleKey), count.userCount]));
      return (id, roleKey) => counts.get(countKey(id, roleKey)) ?? 0;
    },
    async listAdministrators(caller, { projectId: id, roleKey }, page) {
      const verified = verifyPage(page);
      if ((await storage.reader.projects.find(scopeOf(caller), id)) === undefined) return { items: [], total: 0 };
      return storage.reader.memberships.listMembers({ type: "project-role", id, roleKey }, [], verified);
    },
  };
}

/** Ids hold no slash. */
const countKey = (id: ProjectId, roleKey: string | undefined): string =>
  roleKey === undefined ? id : `${id}/${roleKey}`;

const keysOf = ({ projectId }: ProjectRoleRef, changes: RoleMemberChanges): readonly string[] => {
  const { addUsers, removeUsers, addAdministrators, removeAdministrators } = changes;
  const userIds = [...addUsers, ...removeUsers, ...addAdministrators, ...removeAdministrators];
  const groupIds = [...changes.addGroups, ...changes.removeGroups];
  return [...new Set([projectKey(projectId), ...userIds.map(userKey), ...groupIds.map(groupKey)])];
};

async function changeAll(
  inside: Dependencies,
  caller: Caller,
  role: ProjectRoleRef,
  changes: RoleMemberChanges,
): Promise<void> {
  const holders = createRoleHolders(inside);
  const { addUsers, removeUsers, addGroups, removeGroups, addAdministrators, removeAdministrators } = changes;
  const changesAdministrators = addAdministrators.length + removeAdministrators.length > 0;
  await assertRole(inside, caller, role);
  if (removeUsers.length > 0) await holders.removeUsers(caller, role, removeUsers);
  if (removeGroups.length > 0) await holders.removeGroups(caller, role, removeGroups);
  // Also a change of nothing is refused to whoever may change nothing.
  if (addUsers.length > 0 || !changesAdministrators) await holders.addUsers(caller, role, addUsers);
  if (addGroups.length > 0) await holders.addGroups(caller, role, addGroups);
  if (changesAdministrators) {
    await changeAdministrators(inside, caller, role, { add: addAdministrators, remove: removeAdministrators });
  }
}

/** The project is held from here on, so that what was found stays. */
const assertRole = (inside: Dependencies, caller: Caller, { projectId, roleKey }: ProjectRoleRef): Promise<void> =>
  runCommand(inside, {
    keys: [projectKey(projectId)],
    async run(tx) {
      if ((await tx.projects.lock(scopeOf(caller), projectId)) === undefined) throw new DomainError("projectNotFound");
      const [role] = await tx.projectRoles.findMany(projectId, [roleKey]);
      if (role === undefined) throw new DomainError("projectRoleNotFound");
    },
  });

const changeAdministrators = (
  inside: Dependencies,
  caller: Caller,
  { projectId: id, roleKey }: ProjectRoleRef,
  changes: ScopeRoleChanges,
): Promise<void> =>
  runCommand(inside, {
    keys: [projectKey(id)],
    run: (tx) => {
      const rules = { role: projectRoleAdministratorRole, events: projectRoleAdministratorEvents };
      return changeScopeRole(tx, caller, { type: "project-role", id, roleKey }, rules, changes, inside.clock());
    },
  });
