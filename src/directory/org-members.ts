import type { MembershipScope, MemberView, PageOf, UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import type { ObjectDetails } from "./history.ts";
import { createMembers, listMembers, type MemberListRequest, type MemberPlace, type MemberRules } from "./members.ts";
import { orgKey, orgOccasion } from "./org-aggregate.ts";
import { areNewOrgRoles, areOrgRoles, orgRoles, selfManagementRole } from "./roles.ts";

/** Rules of the members of an organization: that of the call. What members of all scopes share is in `members.ts`. */
export interface OrgMembers {
  /**
   * The roles that a member can have, in their configured order; those of the default organization can have
   * SELF_MANAGEMENT_GLOBAL, too.
   */
  listRoles(caller: Caller): Promise<readonly string[]>;
  /** One page of the members, by user id. Fails with `limitExceeded`. */
  list(caller: Caller, request: MemberListRequest): Promise<PageOf<MemberView>>;
  /**
   * Gives a user, of any organization, roles. Fails, in this order, with `orgMemberRolesEmpty`, `orgMemberRolesInvalid`,
   * `orgMemberUserNotFound`, `memberOrgNotFound`, `orgMemberAlreadyExists`.
   */
  add(caller: Caller, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /**
   * Replaces a member's roles; SELF_MANAGEMENT_GLOBAL, which can be added, cannot be changed to. Fails with
   * `orgMemberUpdateRolesEmpty`, `orgMemberUpdateRolesInvalid`, `orgMemberNotFound`.
   */
  update(caller: Caller, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /** Takes a member's roles away; succeeds for a user that is none. */
  remove(caller: Caller, userId: UserId): Promise<ObjectDetails>;
}

const rules: MemberRules = {
  add: {
    areRoles: areNewOrgRoles,
    rolesEmpty: "orgMemberRolesEmpty",
    rolesInvalid: "orgMemberRolesInvalid",
    userNotFound: "orgMemberUserNotFound",
    scopeNotFound: "memberOrgNotFound",
    alreadyExists: "orgMemberAlreadyExists",
  },
  update: {
    areRoles: areOrgRoles,
    rolesEmpty: "orgMemberUpdateRolesEmpty",
    rolesInvalid: "orgMemberUpdateRolesInvalid",
    notFound: "orgMemberNotFound",
  },
  events: { added: "org.member.added", changed: "org.member.changed", removed: "org.member.removed" },
};

/** The rules of the members of organizations. */
export function createOrgMembers(dependencies: Dependencies): OrgMembers {
  const members = createMembers(dependencies, rules);
  return {
    async listRoles(caller) {
      const instance = await dependencies.storage.reader.instance.find();
      return caller.orgId === instance?.defaultOrgId ? [...orgRoles, selfManagementRole] : orgRoles;
    },
    list: (caller, request) => listMembers(dependencies, scopeIn(caller), request),
    add: (caller, userId, roles) => members.add(caller, placeOf(caller), userId, roles),
    update: (caller, userId, roles) => members.update(caller, placeOf(caller), userId, roles),
    remove: (caller, userId) => members.remove(caller, placeOf(caller), userId),
  };
}

const scopeIn = ({ orgId }: Caller): MembershipScope => ({ type: "org", id: orgId });

const placeOf = (caller: Caller): MemberPlace => ({
  key: orgKey(caller.orgId),
  async lock(tx) {
    const org = await tx.orgs.lock(caller.orgId);
    return org && { ...orgOccasion(org), scope: scopeIn(caller) };
  },
  setLastSequence: (tx, sequence) => tx.orgs.setLastSequence(caller.orgId, sequence),
});
