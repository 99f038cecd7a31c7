import {
  everyOrg,
  type GroupFilter,
  type GroupGrantRow,
  type GroupId,
  type GroupMemberView,
  type GroupOfUser,
  type GroupRow,
  type GroupSettings,
  groupId,
  type Page,
  type PageOf,
  type ProjectId,
  type Transaction,
  type UserId,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { type ConstraintErrors, runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { assertManagedHere } from "./external-management.ts";
import { groupKey, groupOccasion } from "./group-aggregate.ts";
import { changeGroupGrant } from "./group-cascades.ts";
import { appendEvents, type NewEvent, type ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { assertPermittedOn } from "./permissions.ts";
import { projectKey } from "./project-aggregate.ts";
import { assertManagesGroup, objectsOf } from "./role-administration.ts";
import { haveSameOrder } from "./same-order.ts";
import { userKey } from "./user-aggregate.ts";
import { findRoleSource } from "./user-grant-source.ts";

/**
 * Rules of groups: named sets of an organization's users that can be given roles on projects.
 *
 * Callers who may give user grants in all of the organization, and administrators of the group, can change who is in it;
 * callers who may give user grants on a project can change what it is granted there. Others are refused
 * (`permissionLacking`, `permissionOfOtherObject`).
 *
 * Every change but of a grant fails with `orgExternallyManaged`, first, where another system keeps the groups.
 */
export interface Groups {
  /** The group. Fails with `groupNotFound`. */
  get(caller: Caller, id: GroupId): Promise<GroupRow>;
  /** The organization's groups that have one of these names, case aside, by id. */
  findByNames(caller: Caller, names: readonly string[]): Promise<readonly GroupRow[]>;
  /** One page of the organization's groups for which all filters hold, by id. Fails with `limitExceeded`. */
  list(caller: Caller, filters: readonly GroupFilter[], page: Page): Promise<PageOf<GroupRow>>;
  /** The organization's groups that these users are in, by user and group. */
  listOfUsers(caller: Caller, userIds: readonly UserId[]): Promise<readonly GroupOfUser[]>;
  /** One page of the group's members with their users, by user id. Fails with `groupNotFound`, `limitExceeded`. */
  listMembers(caller: Caller, id: GroupId, page: Page): Promise<PageOf<GroupMemberView>>;
  /** How many members these groups of the organization have; one without members is missing. */
  countMembers(caller: Caller, ids: readonly GroupId[]): Promise<ReadonlyMap<GroupId, number>>;
  /** What the group is granted. Fails with `groupNotFound`. */
  listGrants(caller: Caller, id: GroupId): Promise<readonly GroupGrantRow[]>;
  /** What these groups of the organization are granted, by group and project; others are left out. */
  listGrantsOf(caller: Caller, ids: readonly GroupId[]): Promise<readonly GroupGrantRow[]>;
  /** Adds a group. Fails with `groupNameEmpty`, `groupMemberLimitInvalid`, `groupAlreadyExists`. */
  add(caller: Caller, settings: GroupSettings): Promise<{ readonly id: GroupId; readonly details: ObjectDetails }>;
  /**
   * Replaces name, description and member limit, and the type when there is one in the settings (empty = none); the same
   * ones change nothing and succeed. A limit below the number of
   * members keeps them all and lets no further one in. Fails with `groupNotFound`, `groupNameEmpty`,
   * `groupMemberLimitInvalid`, `groupAlreadyExists`.
   */
  update(caller: Caller, id: GroupId, settings: GroupSettings): Promise<ObjectDetails>;
  /** Removes a group with its members and what it was granted; its history stays. Fails with `groupNotFound`. */
  remove(caller: Caller, id: GroupId): Promise<ObjectDetails>;
  /**
   * Adds users of the organization, all or none; those that are in already stay as they are. Fails with `groupNotFound`,
   * `groupUserNotFound`, `groupFull`.
   */
  addMembers(caller: Caller, id: GroupId, userIds: readonly UserId[]): Promise<ObjectDetails>;
  /** Removes members; who is none is left alone. Fails with `groupNotFound`. */
  removeMembers(caller: Caller, id: GroupId, userIds: readonly UserId[]): Promise<ObjectDetails>;
  /**
   * Gives the group roles on a project that the organization owns or was granted, in place of those it had; no roles
   * take the grant away. Fails with `groupNotFound`, `userGrantProjectNotFound`, `userGrantSourceNotFound`,
   * `userGrantRoleNotFound`.
   */
  setGrant(caller: Caller, id: GroupId, projectId: ProjectId, roleKeys: readonly string[]): Promise<ObjectDetails>;
}

const constraintErrors: ConstraintErrors = { "group-name": "groupAlreadyExists", reference: "groupUserNotFound" };

/** The rules of groups. */
export function createGroups(dependencies: Dependencies): Groups {
  const { storage, clock } = dependencies;

  const get = async (caller: Caller, id: GroupId): Promise<GroupRow> => {
    const group = await storage.reader.groups.find(scopeOf(caller), id);
    if (group === undefined) throw new DomainError("groupNotFound");
    return group;
  };

  /** Runs a command on a group that answers which events happened; none leave the group's own details. */
  const change = (
    caller: Caller,
    id: GroupId,
    userIds: readonly UserId[],
    run: (tx: Transaction, group: GroupRow, timeUs: number) => Promise<readonly NewEvent[]>,
  ): Promise<ObjectDetails> =>
    runCommand(
      dependencies,
      {
        keys: [groupKey(id), ...userIds.map(userKey)],
        async run(tx) {
          await assertManagedHere(tx.orgs, caller.orgId);
          const group = await lockGroup(tx, caller, id);
          const timeUs = clock();
          const events = await run(tx, group, timeUs);
          if (events.length === 0) return detailsOf(group);
          const sequence = await appendEvents(tx, { caller, timeUs }, groupOccasion(group), events);
          await tx.groups.setLastSequence(id, sequence);
          return { sequence, changeTimeUs: timeUs, resourceOwner: group.orgId };
        },
      },
      constraintErrors,
    );

  return {
    get,
    findByNames: (caller, names) => storage.reader.groups.findByNames(scopeOf(caller), names),
    list: (caller, filters, page) => storage.reader.groups.list(scopeOf(caller), filters, verifyPage(page)),
    listOfUsers: (caller, userIds) => storage.reader.groups.listOfUsers(scopeOf(caller), userIds),
    countMembers: (caller, ids) => storage.reader.groups.countMembers(scopeOf(caller), ids),
    async listMembers(caller, id, page) {
      await get(caller, id);
      return storage.reader.groups.listMembers(id, verifyPage(page));
    },
    async listGrants(caller, id) {
      await get(caller, id);
      return storage.reader.groups.listGrants([id]);
    },
    async listGrantsOf(caller, ids) {
      const page = { offset: 0, limit: ids.length };
      const { items } = await storage.reader.groups.list(scopeOf(caller), [{ kind: "ids", ids }], page);
      return storage.reader.groups.listGrants(items.map(({ id }) => id));
    },
    async add(caller, settings) {
      assertSettings(settings);
      const id = groupId(dependencies.newId());
      const timeUs = clock();
      const record = { sequence: 1, lastSequence: 1, creationTimeUs: timeUs, changeTimeUs: timeUs };
      const row: GroupRow = { ...settings, id, orgId: caller.orgId, ...record };
      await runCommand(
        dependencies,
        {
          keys: [],
          async run(tx) {
            await assertManagedHere(tx.orgs, caller.orgId);
            await tx.groups.insert(row);
            const occasion = { ...groupOccasion(row), lastSequence: 0 };
            await appendEvents(tx, { caller, timeUs }, occasion, [{ type: "group.added", payload: { ...settings } }]);
          },
        },
        constraintErrors,
      );
      return { id, details: { sequence: 1, creationTimeUs: timeUs, resourceOwner: caller.orgId } };
    },
    update: (caller, id, settings) =>
      change(caller, id, [], async (tx, group, timeUs) => {
        assertSettings(settings);
        const isSame =
          group.name === settings.name &&
          group.description === settings.description &&
          group.memberLimit === settings.memberLimit &&
          (settings.type === undefined || (group.type ?? "") === settings.type);
        if (isSame) return [];
        await tx.groups.update(
          id,
          { ...(group.type === undefined ? {} : { type: group.type }), ...settings },
          { sequence: group.lastSequence + 1, changeTimeUs: timeUs },
        );
        return [{ type: "group.changed", payload: { ...settings } }];
      }),
    remove: (caller, id) =>
      runCommand(dependencies, {
        keys: [groupKey(id)],
        async run(tx) {
          await assertManagedHere(tx.orgs, caller.orgId);
          const group = await lockGroup(tx, caller, id);
          const timeUs = clock();
          const event = { type: "group.removed", payload: { name: group.name } } as const;
          const sequence = await appendEvents(tx, { caller, timeUs }, groupOccasion(group), [event]);
          await tx.groups.delete(id);
          return { sequence, changeTimeUs: timeUs, resourceOwner: group.orgId };
        },
      }),
    addMembers: (caller, id, userIds) =>
      change(caller, id, userIds, async (tx, group, timeUs) => {
        await assertManagesGroup(tx, caller, group);
        const members = await memberIdsAmong(tx, id, userIds);
        const added = [...new Set(userIds)].filter((userId) => !members.has(userId));
        if ((await tx.users.findMany(scopeOf(caller), added)).length < added.length) {
          throw new DomainError("groupUserNotFound");
        }
        await assertRoom(tx, group, added.length);
        const rows = added.map((userId, index) => ({
          groupId: id,
          userId,
          sequence: group.lastSequence + 1 + index,
          creationTimeUs: timeUs,
          changeTimeUs: timeUs,
        }));
        if (rows.length > 0) await tx.groups.insertMembers(rows);
        return added.map((userId) => ({ type: "group.member.added", payload: { userId } }) as const);
      }),
    removeMembers: (caller, id, userIds) =>
      change(caller, id, userIds, async (tx, group) => {
        await assertManagesGroup(tx, caller, group);
        const members = await memberIdsAmong(tx, id, userIds);
        const removed = [...new Set(userIds)].filter((userId) => members.has(userId));
        if (removed.length > 0) await tx.groups.deleteMembers(id, removed);
        return removed.map((userId) => ({ type: "group.member.removed", payload: { userId } }) as const);
      }),
    setGrant: (caller, id, projectId, roleKeys) =>
      runCommand(dependencies, {
        keys: [groupKey(id), projectKey(projectId)],
        async run(tx) {
          // Held before the group, as by those who change the project and with it what groups are granted on it.
          await tx.projects.lock(everyOrg, projectId);
          const group = await lockGroup(tx, caller, id);
          const existing = (await tx.groups.listGrants([id])).find((grant) => grant.projectId === projectId);
          if (haveSameOrder(existing?.roleKeys ?? [], roleKeys)) return detailsOf(group);
          const source = await findRoleSource(tx, caller.orgId, projectId, undefined);
          const { projectGrantId } = source;
          assertPermittedOn(caller.permissions, "user.grant.write", objectsOf({ projectId, projectGrantId }));
          await source.assertRoles(roleKeys);
          const timeUs = clock();
          const grant = { existing, projectId, projectGrantId, roleKeys };
          const sequence = await changeGroupGrant(tx, caller, group, grant, timeUs);
          return { sequence, changeTimeUs: timeUs, resourceOwner: group.orgId };
        },
      }),
  };
}

/** The group, held until the command ends. Fails with `groupNotFound`. */
async function lockGroup(tx: Transaction, caller: Caller, id: GroupId): Promise<GroupRow> {
  const group = await tx.groups.lock(scopeOf(caller), id);
  if (group === undefined) throw new DomainError("groupNotFound");
  return group;
}

const detailsOf = ({ sequence, changeTimeUs, orgId }: GroupRow): ObjectDetails => ({
  sequence,
  changeTimeUs,
  resourceOwner: orgId,
});

function assertSettings({ name, memberLimit }: GroupSettings): void {
  if (name.trim() === "") throw new DomainError("groupNameEmpty");
  if (memberLimit !== undefined && !(Number.isSafeInteger(memberLimit) && memberLimit > 0)) {
    throw new DomainError("groupMemberLimitInvalid");
  }
}

/** Refuses more members than the group's limit allows (`groupFull`). The group is held, so nobody else joins meanwhile. */
async function assertRoom(tx: Transaction, { id, orgId, memberLimit }: GroupRow, joiningCount: number): Promise<void> {
  if (memberLimit === undefined || joiningCount === 0) return;
  const memberCount = (await tx.groups.countMembers({ orgId }, [id])).get(id) ?? 0;
  if (memberCount + joiningCount > memberLimit) throw new DomainError("groupFull");
}

const memberIdsAmong = async (tx: Transaction, id: GroupId, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>> =>
  new Set((await tx.groups.findMembers(id, userIds)).map(({ userId }) => userId));
