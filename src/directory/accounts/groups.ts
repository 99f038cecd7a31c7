import { everyOrg, type GroupId, type GroupRow, type OrgId, type UserId } from "../../storage/contract/index.ts";
import type { Caller } from "../caller.ts";
import type { Dependencies } from "../dependencies.ts";
import { DomainError } from "../errors.ts";
import { createGroups } from "../groups.ts";
import { listEvery } from "../paging.ts";
import { isHuman } from "../user-aggregate.ts";
import { enterOrg, enterOrgOfGroup, isPermittedEverywhere } from "./access.ts";
import { addToGroups } from "./user-update.ts";

/** A group as an account shows it. */
export interface AccountGroup {
  readonly group: GroupRow;
  /** Its members, by id. */
  readonly userIds: readonly UserId[];
}

/** What of a group to replace; what is `undefined` stays as it is. */
export interface AccountGroupUpdate {
  readonly name: string;
  readonly description: string | undefined;
  /** `none` takes the limit away. */
  readonly memberLimit: number | "none" | undefined;
  /** Users to add, in the order they are tried in; `undefined` stands for one that is not there. */
  readonly users: readonly (UserId | undefined)[];
}

/**
 * Rules of the groups of an account: those of every organization. What a caller may do to one is decided in its
 * organization, by the permissions on users there.
 */
export interface AccountGroups {
  /** The groups that the caller may read, by id: of one organization, of every one, or of its own. */
  list(caller: Caller, orgId: OrgId | undefined): Promise<readonly AccountGroup[]>;
  /** The group. Fails as `enterOrgOfGroup` says. */
  get(caller: Caller, id: GroupId | undefined): Promise<AccountGroup>;
  /** Adds a group. Fails with permission errors, `accountOrgNotFound`, and as `Groups.add` says. */
  add(
    caller: Caller,
    group: {
      readonly orgId: OrgId | "unknown" | undefined;
      readonly name: string;
      readonly description: string;
      readonly memberLimit: number | undefined;
    },
  ): Promise<GroupId>;
  /**
   * Changes a group, then adds users one by one; answers the positions of those that it could not take. Fails as
   * `enterOrgOfGroup` and `Groups.update` say.
   */
  update(
    caller: Caller,
    id: GroupId | undefined,
    readUpdate: () => Promise<AccountGroupUpdate>,
  ): Promise<readonly number[]>;
  /** Removes a group. Fails as `enterOrgOfGroup` says. */
  remove(caller: Caller, id: GroupId | undefined): Promise<void>;
  /**
   * Adds a user. Fails as `enterOrgOfGroup` says, then with `accountUserNotFound`, `accountMemberElsewhere`,
   * `accountMemberExists`, `groupFull`.
   */
  addMember(caller: Caller, id: GroupId | undefined, userId: UserId | undefined): Promise<void>;
  /** Takes a user out. Fails as `enterOrgOfGroup` says, then with `accountUserNotFound`, `accountMemberNotFound`. */
  removeMember(caller: Caller, id: GroupId | undefined, userId: UserId | undefined): Promise<void>;
}

/** The rules of the groups of an account. */
export function createAccountGroups(dependencies: Dependencies): AccountGroups {
  const groups = createGroups(dependencies);
  const { reader } = dependencies.storage;

  const describe = async (group: GroupRow): Promise<AccountGroup> => ({
    group,
    userIds: await listEvery(async (page) => {
      const { items, total } = await reader.groups.listMembers(group.id, page);
      return { items: items.map(({ userId }) => userId), total };
    }),
  });

  /** The group, and whether the user is in it. */
  async function enterMembership(caller: Caller, id: GroupId | undefined, userId: UserId | undefined) {
    const entered = await enterOrgOfGroup(dependencies, caller, id, "user.write");
    const user = userId && (await reader.users.find(everyOrg, userId));
    if (user === undefined || !isHuman(user)) throw new DomainError("accountUserNotFound");
    const members = await reader.groups.findMembers(entered.group.id, [user.id]);
    return { ...entered, user, isMember: members.length > 0 };
  }

  return {
    async list(caller, orgId) {
      const isEverywhere = orgId === undefined && (await isPermittedEverywhere(dependencies, caller, "user.read"));
      const scope = isEverywhere
        ? everyOrg
        : { orgId: (await enterOrg(dependencies, caller, orgId, "user.read")).orgId };
      const found = await listEvery((page) => reader.groups.list(scope, [], page));
      return Promise.all(found.map(describe));
    },
    get: async (caller, id) => describe((await enterOrgOfGroup(dependencies, caller, id, "user.read")).group),
    async add(caller, { orgId, ...settings }) {
      const inside = await enterOrg(dependencies, caller, orgId, "user.write");
      return (await groups.add(inside, settings)).id;
    },
    async update(caller, id, readUpdate) {
      const { group, caller: inside } = await enterOrgOfGroup(dependencies, caller, id, "user.write");
      const { name, description = group.description, memberLimit, users } = await readUpdate();
      const limit = memberLimit === "none" ? undefined : (memberLimit ?? group.memberLimit);
      await groups.update(inside, group.id, { ...group, name, description, memberLimit: limit });
      const refused: number[] = [];
      for (const [position, userId] of users.entries()) {
        const rejected =
          userId === undefined || (await addToGroups(dependencies, inside, userId, [group.id])).length > 0;
        if (rejected) refused.push(position);
      }
      return refused;
    },
    async remove(caller, id) {
      const { group, caller: inside } = await enterOrgOfGroup(dependencies, caller, id, "user.write");
      await groups.remove(inside, group.id);
    },
    async addMember(caller, id, userId) {
      const { group, caller: inside, user, isMember } = await enterMembership(caller, id, userId);
      if (user.orgId !== group.orgId) throw new DomainError("accountMemberElsewhere");
      if (isMember) throw new DomainError("accountMemberExists");
      await groups.addMembers(inside, group.id, [user.id]);
    },
    async removeMember(caller, id, userId) {
      const { group, caller: inside, user, isMember } = await enterMembership(caller, id, userId);
      if (!isMember) throw new DomainError("accountMemberNotFound");
      await groups.removeMembers(inside, group.id, [user.id]);
    },
  };
}
