import type { MemberView, PageOf, ProjectId, UserId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import type { ObjectDetails } from "./history.ts";
import { createMembers, listMembers, type MemberListRequest, type MemberPlace, type MemberRules } from "./members.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
import { areProjectRoles, projectMemberRoles } from "./roles.ts";

/** How a project's history tells of its members. */
export const projectMemberEvents = {
  added: "project.member.added",
  changed: "project.member.changed",
  removed: "project.member.removed",
} as const;

const rules: MemberRules = {
  add: {
    areRoles: areProjectRoles,
    rolesEmpty: "projectMemberRolesEmpty",
    rolesInvalid: "projectMemberRolesInvalid",
    userNotFound: "projectMemberUserNotFound",
    scopeNotFound: "projectMissing",
    alreadyExists: "projectMemberAlreadyExists",
  },
  update: {
    areRoles: areProjectRoles,
    rolesEmpty: "projectMemberChangeRolesEmpty",
    rolesInvalid: "projectMemberChangeRolesInvalid",
    notFound: "projectMemberNotFound",
  },
  events: projectMemberEvents,
};

/** Rules of a project's members: those of every scope's members, with the roles and errors of projects. */
export interface ProjectMembers {
  /** One page of the project's members, by user id; none for an unknown project. Fails with `limitExceeded`. */
  list(caller: Caller, id: ProjectId, request: MemberListRequest): Promise<PageOf<MemberView>>;
  /**
   * The roles that members of a project can be given: in the default organization only the global ones, because its
   * projects are everybody's.
   */
  listRoles(caller: Caller): Promise<readonly string[]>;
  /**
   * Adds a member. Fails, in this order, with `projectMemberRolesEmpty`, `projectMemberRolesInvalid`,
   * `projectMemberUserNotFound`, `projectMissing`, `projectMemberAlreadyExists`.
   */
  add(caller: Caller, id: ProjectId, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /**
   * Replaces a member's roles. Fails with `projectMemberChangeRolesEmpty`, `projectMemberChangeRolesInvalid`,
   * `projectMemberNotFound`.
   */
  update(caller: Caller, id: ProjectId, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /** Removes a member; who is none is a success. */
  remove(caller: Caller, id: ProjectId, userId: UserId): Promise<ObjectDetails>;
}

/** The rules of a project's members. */
export function createProjectMembers(dependencies: Dependencies): ProjectMembers {
  const { reader } = dependencies.storage;
  const members = createMembers(dependencies, rules);
  return {
    async list(caller, id, request) {
      const project = await reader.projects.find(scopeOf(caller), id);
      return listMembers(dependencies, project && { type: "project", id }, request);
    },
    async listRoles(caller) {
      const instance = await reader.instance.find();
      return projectMemberRoles(caller.orgId === instance?.defaultOrgId);
    },
    add: (caller, id, userId, roles) => members.add(caller, placeOf(caller, id), userId, roles),
    update: (caller, id, userId, roles) => members.update(caller, placeOf(caller, id), userId, roles),
    remove: (caller, id, userId) => members.remove(caller, placeOf(caller, id), userId),
  };
}

const placeOf = (caller: Caller, id: ProjectId): MemberPlace => ({
  key: projectKey(id),
  async lock(tx) {
    const project = await tx.projects.lock(scopeOf(caller), id);
    return project && { scope: { type: "project", id }, ...projectOccasion(project) };
  },
  setLastSequence: (tx, sequence) => tx.projects.setLastSequence(id, sequence),
});
