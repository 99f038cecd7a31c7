import type { MembershipScope, MemberView, PageOf, UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import type { ObjectDetails } from "./history.ts";
import { instanceKey, lockInstance } from "./instance-aggregate.ts";
import { createMembers, listMembers, type MemberListRequest, type MemberPlace, type MemberRules } from "./members.ts";
import { areInstanceRoles, instanceRoles } from "./roles.ts";

/** Rules of the members of the instance. What members of all scopes share is in `members.ts`. */
export interface InstanceMembers {
  /** The roles that a member can have, in their configured order. */
  listRoles(): readonly string[];
  /** One page of the members, by user id. Fails with `limitExceeded`. */
  list(request: MemberListRequest): Promise<PageOf<MemberView>>;
  /**
   * Gives a user, of any organization, roles that count in every organization. Fails, in this order, with
   * `instanceMemberRolesEmpty`, `instanceMemberRolesInvalid`, `instanceMemberUserNotFound`,
   * `instanceMemberAlreadyExists`.
   */
  add(caller: Caller, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /**
   * Replaces a member's roles. Fails with `instanceMemberUpdateRolesEmpty`, `instanceMemberUpdateRolesInvalid`,
   * `instanceMemberNotFound`.
   */
  update(caller: Caller, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /** Takes a member's roles away; succeeds for a user that is none. */
  remove(caller: Caller, userId: UserId): Promise<ObjectDetails>;
}

const rules: MemberRules = {
  add: {
    areRoles: areInstanceRoles,
    rolesEmpty: "instanceMemberRolesEmpty",
    rolesInvalid: "instanceMemberRolesInvalid",
    userNotFound: "instanceMemberUserNotFound",
    // The instance is always there.
    scopeNotFound: "instanceMemberNotFound",
    alreadyExists: "instanceMemberAlreadyExists",
  },
  update: {
    areRoles: areInstanceRoles,
    rolesEmpty: "instanceMemberUpdateRolesEmpty",
    rolesInvalid: "instanceMemberUpdateRolesInvalid",
    notFound: "instanceMemberNotFound",
  },
  events: { added: "instance.member.added", changed: "instance.member.changed", removed: "instance.member.removed" },
};

const place: MemberPlace = {
  key: instanceKey,
  async lock(tx) {
    const locked = await lockInstance(tx);
    return locked && { ...locked.occasion, scope: { type: "instance", id: locked.instance.id } };
  },
  // The instance's history is the only place that keeps its sequence.
  setLastSequence: async () => {},
};

/** The rules of the members of the instance. */
export function createInstanceMembers(dependencies: Dependencies): InstanceMembers {
  const members = createMembers(dependencies, rules);
  const findScope = async (): Promise<MembershipScope | undefined> => {
    const instance = await dependencies.storage.reader.instance.find();
    return instance && { type: "instance", id: instance.id };
  };
  return {
    listRoles: () => instanceRoles,
    list: async (request) => listMembers(dependencies, await findScope(), request),
    add: (caller, userId, roles) => members.add(caller, place, userId, roles),
    update: (caller, userId, roles) => members.update(caller, place, userId, roles),
    remove: (caller, userId) => members.remove(caller, place, userId),
  };
}
