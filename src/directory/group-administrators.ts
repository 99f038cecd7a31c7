import type { GroupId, MemberView, PageOf, UserId } from "../storage/contract/index.ts";
import { createAdministratorRules } from "./administrator-rules.ts";
import { type Caller, scopeOf } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { groupKey, groupOccasion } from "./group-aggregate.ts";
import type { ObjectDetails } from "./history.ts";
import { createMembers, listMembers, type MemberListRequest, type MemberPlace } from "./members.ts";
import { assertPermittedOn, isPermittedOn } from "./permissions.ts";
import { groupAdministratorRole } from "./role-administration.ts";

const rules = createAdministratorRules({
  role: groupAdministratorRole,
  scopeNotFound: "groupNotFound",
  events: {
    added: "group.administrator.added",
    changed: "group.administrator.changed",
    removed: "group.administrator.removed",
  },
});

/**
 * Rules of the administrators of a group, who say who is in it: those of every scope's members, with one role,
 * GROUP_ADMIN. They need not be in the group, are told of in its history, and go with it.
 *
 * Who may change the organization's members may change its groups' administrators; these cannot make others. Callers
 * without `org.member.write` on the organization are refused (`permissionLacking`), and without `org.member.read` see
 * none.
 */
export interface GroupAdministrators {
  /** One page of the group's administrators, by user id; none for an unknown group. Fails with `limitExceeded`. */
  list(caller: Caller, id: GroupId, request: MemberListRequest): Promise<PageOf<MemberView>>;
  /**
   * Adds an administrator. Fails, in this order, with `administratorRolesEmpty`, `administratorRolesInvalid`,
   * `administratorUserNotFound`, `groupNotFound`, `administratorAlreadyExists`.
   */
  add(caller: Caller, id: GroupId, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /**
   * Replaces an administrator's roles. Fails with `administratorRolesEmpty`, `administratorRolesInvalid`,
   * `administratorNotFound`.
   */
  update(caller: Caller, id: GroupId, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /** Removes an administrator; who is none is a success. */
  remove(caller: Caller, id: GroupId, userId: UserId): Promise<ObjectDetails>;
}

/** The rules of the administrators of groups. */
export function createGroupAdministrators(dependencies: Dependencies): GroupAdministrators {
  const members = createMembers(dependencies, rules);
  return {
    async list(caller, id, request) {
      const group = await dependencies.storage.reader.groups.find(scopeOf(caller), id);
      const isVisible = group !== undefined && isPermittedOn(caller.permissions, "org.member.read", []);
      return listMembers(dependencies, isVisible ? { type: "group", id } : undefined, request);
    },
    add: (caller, id, userId, roles) => members.add(caller, placeOf(caller, id), userId, roles),
    update: (caller, id, userId, roles) => members.update(caller, placeOf(caller, id), userId, roles),
    remove: (caller, id, userId) => members.remove(caller, placeOf(caller, id), userId),
  };
}

const placeOf = (caller: Caller, id: GroupId): MemberPlace => ({
  key: groupKey(id),
  async lock(tx) {
    const group = await tx.groups.lock(scopeOf(caller), id);
    if (group === undefined) return undefined;
    assertPermittedOn(caller.permissions, "org.member.write", []);
    return { scope: { type: "group", id }, ...groupOccasion(group) };
  },
  setLastSequence: (tx, sequence) => tx.groups.setLastSequence(id, sequence),
});
