import { everyOrg, type MemberView, type PageOf, type Transaction, type UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import type { ObjectDetails } from "./history.ts";
import { createMembers, listMembers, type MemberListRequest, type MemberPlace, type MemberRules } from "./members.ts";
import { assertPermittedOn, isPermittedOn } from "./permissions.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
import { findGrantOf, isGrantPartner, type ProjectGrantRef } from "./project-grant-access.ts";
import { areProjectGrantRoles } from "./roles.ts";

const rules: MemberRules = {
  add: {
    areRoles: areProjectGrantRoles,
    rolesEmpty: "projectGrantMemberRolesEmpty",
    rolesInvalid: "projectGrantMemberRolesInvalid",
    userNotFound: "projectMemberUserNotFound",
    scopeNotFound: "projectGrantNotFound",
    alreadyExists: "projectGrantMemberAlreadyExists",
  },
  update: {
    areRoles: areProjectGrantRoles,
    rolesEmpty: "projectGrantMemberChangeRolesEmpty",
    rolesInvalid: "projectGrantMemberChangeRolesInvalid",
    notFound: "projectGrantMemberNotFound",
  },
  events: {
    added: "project.grant.member.added",
    changed: "project.grant.member.changed",
    removed: "project.grant.member.removed",
  },
};

/**
 * Rules of a project grant's members: those of every scope's members, with the roles and errors of project grants. The
 * organization that gave the grant and the one that has it both manage them. Callers whose permission is limited to
 * other objects are refused changes (`permissionOfOtherObject`) and see no members.
 */
export interface ProjectGrantMembers {
  /** One page of the grant's members, by user id; none for an unknown grant. Fails with `limitExceeded`. */
  list(caller: Caller, ref: ProjectGrantRef, request: MemberListRequest): Promise<PageOf<MemberView>>;
  /**
   * Adds a member. Fails, in this order, with `projectGrantMemberRolesEmpty`, `projectGrantMemberRolesInvalid`,
   * `projectMemberUserNotFound`, `projectGrantNotFound`, `projectGrantMemberAlreadyExists`.
   */
  add(caller: Caller, ref: ProjectGrantRef, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /**
   * Replaces a member's roles. Fails with `projectGrantMemberChangeRolesEmpty`, `projectGrantMemberChangeRolesInvalid`,
   * `projectGrantMemberNotFound`.
   */
  update(caller: Caller, ref: ProjectGrantRef, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /** Removes a member; who is none is a success. */
  remove(caller: Caller, ref: ProjectGrantRef, userId: UserId): Promise<ObjectDetails>;
}

/** The rules of a project grant's members. */
export function createProjectGrantMembers(dependencies: Dependencies): ProjectGrantMembers {
  const members = createMembers(dependencies, rules);
  const write = "project.grant.member.write";
  return {
    async list(caller, ref, request) {
      const grant = await dependencies.storage.reader.projectGrants.find(ref.id);
      const isVisible =
        grant?.projectId === ref.projectId &&
        isGrantPartner(caller, grant) &&
        isPermittedOn(caller.permissions, "project.grant.member.read", [grant.id, grant.projectId]);
      return listMembers(dependencies, isVisible ? { type: "project-grant", id: ref.id } : undefined, request);
    },
    add: (caller, ref, userId, roles) => members.add(caller, placeOf(caller, ref, write), userId, roles),
    update: (caller, ref, userId, roles) => members.update(caller, placeOf(caller, ref, write), userId, roles),
    remove: (caller, ref, userId) =>
      members.remove(caller, placeOf(caller, ref, "project.grant.member.delete"), userId),
  };
}

const placeOf = (caller: Caller, ref: ProjectGrantRef, permission: string): MemberPlace => ({
  key: projectKey(ref.projectId),
  async lock(tx: Transaction) {
    // The organization that has the grant does not own the project.
    const project = await tx.projects.lock(everyOrg, ref.projectId);
    const grant = project && (await findGrantOf(tx, project, ref.id));
    if (project === undefined || grant === undefined || !isGrantPartner(caller, grant)) return undefined;
    assertPermittedOn(caller.permissions, permission, [grant.id, project.id]);
    return {
      scope: { type: "project-grant", id: grant.id },
      ...projectOccasion(project),
      projectGrantId: grant.id,
    };
  },
  setLastSequence: (tx, sequence) => tx.projects.setLastSequence(ref.projectId, sequence),
});
