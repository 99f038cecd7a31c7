import type { MemberView, PageOf, UserId } from "../storage/contract/index.ts";
import { createAdministratorRules } from "./administrator-rules.ts";
import { type Caller, scopeOf } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import type { ObjectDetails } from "./history.ts";
import { createMembers, listMembers, type MemberListRequest, type MemberPlace } from "./members.ts";
import { assertPermittedOn, isPermittedOn } from "./permissions.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
import { type ProjectRoleRef, projectRoleAdministratorRole } from "./role-administration.ts";

/** How a project's history tells of its roles' administrators. */
export const projectRoleAdministratorEvents = {
  added: "project.role.administrator.added",
  changed: "project.role.administrator.changed",
  removed: "project.role.administrator.removed",
} as const;

const rules = createAdministratorRules({
  role: projectRoleAdministratorRole,
  scopeNotFound: "projectRoleNotFound",
  events: projectRoleAdministratorEvents,
});

/**
 * Rules of the administrators of one role of a project, who say who has it: those of every scope's members, with one
 * role, PROJECT_ROLE_ADMIN. They are told of in the project's history, and go with the role.
 *
 * Who may change the project's members may change its roles' administrators; these cannot make others. Callers without
 * `project.member.write` on the project are refused (`permissionLacking`, `permissionOfOtherObject`), and without
 * `project.member.read` see none.
 */
export interface ProjectRoleAdministrators {
  /** One page of the role's administrators, by user id; none for an unknown role. Fails with `limitExceeded`. */
  list(caller: Caller, role: ProjectRoleRef, request: MemberListRequest): Promise<PageOf<MemberView>>;
  /**
   * Adds an administrator. Fails, in this order, with `administratorRolesEmpty`, `administratorRolesInvalid`,
   * `administratorUserNotFound`, `projectRoleNotFound`, `administratorAlreadyExists`.
   */
  add(caller: Caller, role: ProjectRoleRef, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /**
   * Replaces an administrator's roles. Fails with `administratorRolesEmpty`, `administratorRolesInvalid`,
   * `administratorNotFound`.
   */
  update(caller: Caller, role: ProjectRoleRef, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /** Removes an administrator; who is none is a success. */
  remove(caller: Caller, role: ProjectRoleRef, userId: UserId): Promise<ObjectDetails>;
}

/** The rules of the administrators of projects' roles. */
export function createProjectRoleAdministrators(dependencies: Dependencies): ProjectRoleAdministrators {
  const members = createMembers(dependencies, rules);
  return {
    async list(caller, { projectId: id, roleKey }, request) {
      const project = await dependencies.storage.reader.projects.find(scopeOf(caller), id);
      const isVisible = project !== undefined && isPermittedOn(caller.permissions, "project.member.read", [id]);
      return listMembers(dependencies, isVisible ? { type: "project-role", id, roleKey } : undefined, request);
    },
    add: (caller, role, userId, roles) => members.add(caller, placeOf(caller, role), userId, roles),
    update: (caller, role, userId, roles) => members.update(caller, placeOf(caller, role), userId, roles),
    remove: (caller, role, userId) => members.remove(caller, placeOf(caller, role), userId),
  };
}

const placeOf = (caller: Caller, { projectId: id, roleKey }: ProjectRoleRef): MemberPlace => ({
  key: projectKey(id),
  async lock(tx) {
    const project = await tx.projects.lock(scopeOf(caller), id);
    if (project === undefined) return undefined;
    assertPermittedOn(caller.permissions, "project.member.write", [id]);
    if ((await tx.projectRoles.findMany(id, [roleKey])).length === 0) return undefined;
    return { scope: { type: "project-role", id, roleKey }, ...projectOccasion(project), facts: { roleKey } };
  },
  setLastSequence: (tx, sequence) => tx.projects.setLastSequence(id, sequence),
});
