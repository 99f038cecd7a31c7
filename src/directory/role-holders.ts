import {
  everyOrg,
  type GroupId,
  type GroupRow,
  type Page,
  type PageOf,
  type ProjectId,
  type RoleHolderCount,
  type RoleHolding,
  type Transaction,
  type UserFilter,
  type UserGrantRow,
  type UserId,
  type UserRow,
  userGrantId,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { type ConstraintErrors, runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { groupKey } from "./group-aggregate.ts";
import { changeGroupGrant } from "./group-cascades.ts";
import { appendEventToEach } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { projectKey } from "./project-aggregate.ts";
import { assertManagesRole, type ProjectRoleRef } from "./role-administration.ts";
import { userKey } from "./user-aggregate.ts";
import {
  recordRemoval,
  recordRoleKeys,
  userGrantOccasion,
  userGrantPayload,
  withoutKeys,
} from "./user-grant-cascades.ts";
import { findRoleSource, type RoleSource } from "./user-grant-source.ts";

/** Which holders of a role to list. */
export interface RoleHolderListRequest extends Pick<RoleHolding, "through"> {
  /** All must hold. */
  readonly filters: readonly UserFilter[];
  readonly page: Page;
}

/**
 * Who has single roles of projects, by what the organization of the call gave: users by their user grants, groups by
 * theirs. Roles are given and taken one at a time, however many others a grant has, so that neither of two callers who
 * change the same grant undoes what the other did.
 *
 * Callers who may give user grants on the project, and administrators of the role, can change who has it; others are
 * refused (`permissionLacking`). All changes fail with `userGrantProjectNotFound`, `userGrantSourceNotFound` for a
 * project that the organization can give no roles of.
 */
export interface RoleHolders {
  /**
   * One page of the users, of any organization, who have a role by what the organization gave, by id; any role of the
   * project, when there is no key. Fails with `limitExceeded`.
   */
  list(
    caller: Caller,
    role: Pick<RoleHolding, "projectId" | "roleKey">,
    request: RoleHolderListRequest,
  ): Promise<PageOf<UserRow>>;
  /**
   * How many users have each role of these projects, and each project's any, by user grants of their own; what nobody has
   * so is missing.
   */
  count(caller: Caller, projectIds: readonly ProjectId[]): Promise<readonly RoleHolderCount[]>;
  /**
   * Gives users, of any organization, the role, all or none, in the user grants that they have or in new ones. Answers
   * those who did not have it. Fails with `userGrantRoleNotFound`, `userGrantUserNotFound`, `roleHolderInactive`.
   */
  addUsers(caller: Caller, role: ProjectRoleRef, userIds: readonly UserId[]): Promise<readonly UserId[]>;
  /**
   * Takes the role out of users' own grants; a grant that was for this role alone is removed. Whoever has the role
   * through a group keeps it there. Answers those who had it.
   */
  removeUsers(caller: Caller, role: ProjectRoleRef, userIds: readonly UserId[]): Promise<readonly UserId[]>;
  /**
   * Gives groups of the organization the role, all or none. Answers those that did not have it. Fails with
   * `userGrantRoleNotFound`, `groupNotFound`.
   */
  addGroups(caller: Caller, role: ProjectRoleRef, groupIds: readonly GroupId[]): Promise<readonly GroupId[]>;
  /** Takes the role from groups of the organization. Answers those that had it. Fails with `groupNotFound`. */
  removeGroups(caller: Caller, role: ProjectRoleRef, groupIds: readonly GroupId[]): Promise<readonly GroupId[]>;
}

const constraintErrors: ConstraintErrors = {
  "user-grant": "userGrantAlreadyExists",
  reference: "userGrantUserNotFound",
};

/** What a change of a role's holders works with. */
interface Change {
  readonly tx: Transaction;
  readonly caller: Caller;
  readonly role: ProjectRoleRef;
  readonly source: RoleSource;
  readonly timeUs: number;
}

/** The rules of who has single roles. */
export function createRoleHolders(dependencies: Dependencies): RoleHolders {
  const { storage, clock, newId } = dependencies;

  /** Runs a change while the project is held, which everybody holds who gives roles of it. */
  const change = <Result>(
    caller: Caller,
    role: ProjectRoleRef,
    holderKeys: readonly string[],
    run: (change: Change) => Promise<Result>,
  ): Promise<Result> =>
    runCommand(
      dependencies,
      {
        keys: [projectKey(role.projectId), ...holderKeys],
        async run(tx) {
          const source = await findRoleSource(tx, caller.orgId, role.projectId, undefined);
          const { orgId } = caller;
          const { projectGrantId } = source;
          await assertManagesRole(tx, caller, role, { orgId, projectId: role.projectId, projectGrantId });
          return run({ tx, caller, role, source, timeUs: clock() });
        },
      },
      constraintErrors,
    );

  return {
    list: (caller, role, { through, filters, page }) =>
      storage.reader.users.list({
        // The organization of the call bounds the holdings, not the users.
        scope: everyOrg,
        filters: [{ kind: "role", holding: { ...role, orgId: caller.orgId, through } }, ...filters],
        sortBy: "id",
        isAscending: true,
        page: verifyPage(page),
      }),
    count: (caller, projectIds) => storage.reader.roleHolders.count(caller.orgId, projectIds),
    addUsers: (caller, role, userIds) =>
      change(caller, role, userIds.map(userKey), (given) => addToUsers(given, [...new Set(userIds)], newId)),
    removeUsers: (caller, role, userIds) =>
      change(caller, role, userIds.map(userKey), (given) => removeFromUsers(given, userIds)),
    addGroups: (caller, role, groupIds) =>
      change(caller, role, groupIds.map(groupKey), async (given) => {
        await given.source.assertRoles([role.roleKey]);
        return changeGroups(given, groupIds, (keys) => (keys.includes(role.roleKey) ? keys : [...keys, role.roleKey]));
      }),
    removeGroups: (caller, role, groupIds) =>
      change(caller, role, groupIds.map(groupKey), (given) =>
        changeGroups(given, groupIds, (keys) => withoutKeys(keys, new Set([role.roleKey]))),
      ),
  };
}

async function addToUsers(
  change: Change,
  userIds: readonly UserId[],
  newId: Dependencies["newId"],
): Promise<readonly UserId[]> {
  const { tx, caller, role, source, timeUs } = change;
  await source.assertRoles([role.roleKey]);
  if ((await tx.users.findMany(everyOrg, userIds)).length < userIds.length) {
    throw new DomainError("userGrantUserNotFound");
  }
  const grants = await lockGrantsOf(change, userIds);
  if (grants.some(({ state }) => state === "inactive")) throw new DomainError("roleHolderInactive");
  const extended = grants.filter(({ roleKeys }) => !roleKeys.includes(role.roleKey));
  const changes = extended.map((grant) => ({ grant, roleKeys: [...grant.roleKeys, role.roleKey] }));
  await recordRoleKeys(tx, caller, changes, "user.grant.changed", timeUs);
  const holders = new Set(grants.map(({ userId }) => userId));
  const added = userIds.filter((userId) => !holders.has(userId));
  await insertGrants(change, added, newId);
  return [...extended.map(({ userId }) => userId), ...added];
}

async function insertGrants(
  { tx, caller, role, source, timeUs }: Change,
  userIds: readonly UserId[],
  newId: Dependencies["newId"],
): Promise<void> {
  if (userIds.length === 0) return;
  const grants = userIds.map(
    (userId): UserGrantRow => ({
      id: userGrantId(newId()),
      orgId: caller.orgId,
      userId,
      projectId: role.projectId,
      projectGrantId: source.projectGrantId,
      state: "active",
      roleKeys: [role.roleKey],
      sequence: 1,
      lastSequence: 1,
      creationTimeUs: timeUs,
      changeTimeUs: timeUs,
    }),
  );
  await tx.userGrants.insert(...grants);
  const happenings = grants.map((grant) => {
    const payload = { ...userGrantPayload(grant), roleKeys: grant.roleKeys };
    return { ...userGrantOccasion(grant), lastSequence: 0, event: { type: "user.grant.added", payload } } as const;
  });
  await appendEventToEach(tx, { caller, timeUs }, happenings);
}

async function removeFromUsers(change: Change, userIds: readonly UserId[]): Promise<readonly UserId[]> {
  const { tx, caller, role, timeUs } = change;
  const keys: ReadonlySet<string> = new Set([role.roleKey]);
  const held = (await lockGrantsOf(change, userIds)).filter(({ roleKeys }) => roleKeys.includes(role.roleKey));
  const changes = held.map((grant) => ({ grant, roleKeys: withoutKeys(grant.roleKeys, keys) }));
  const emptied = changes.filter(({ roleKeys }) => roleKeys.length === 0).map(({ grant }) => grant);
  await recordRemoval(tx, caller, emptied, "user.grant.removed", timeUs);
  const reduced = changes.filter(({ roleKeys }) => roleKeys.length > 0);
  await recordRoleKeys(tx, caller, reduced, "user.grant.changed", timeUs);
  return held.map(({ userId }) => userId);
}

/** The grants that the organization gave these users from the same source, each held until the command ends. */
async function lockGrantsOf({ tx, caller, role, source }: Change, userIds: readonly UserId[]) {
  const found = await tx.userGrants.listAll([
    { kind: "owner", id: caller.orgId },
    { kind: "project", id: role.projectId },
    { kind: "users", ids: userIds },
  ]);
  const fromSource = found.filter(({ projectGrantId }) => projectGrantId === source.projectGrantId);
  return tx.userGrants.lockAll(fromSource.map(({ id }) => id));
}

/** Changes what groups are granted on the project; those whose keys stay the same are left alone. */
async function changeGroups(
  { tx, caller, role, source, timeUs }: Change,
  groupIds: readonly GroupId[],
  keysFor: (roleKeys: readonly string[]) => readonly string[],
): Promise<readonly GroupId[]> {
  const groups: GroupRow[] = [];
  // In one order, so that two such commands cannot wait for each other.
  for (const id of [...new Set(groupIds)].sort()) {
    const group = await tx.groups.lock({ orgId: caller.orgId }, id);
    if (group === undefined) throw new DomainError("groupNotFound");
    groups.push(group);
  }
  const { projectId } = role;
  const { projectGrantId } = source;
  const grants = await tx.groups.listGrants(groups.map(({ id }) => id));
  const changed: GroupId[] = [];
  for (const group of groups) {
    const existing = grants.find((grant) => grant.groupId === group.id && grant.projectId === projectId);
    const before = existing?.roleKeys ?? [];
    const roleKeys = keysFor(before);
    if (roleKeys.length === before.length) continue;
    await changeGroupGrant(tx, caller, group, { existing, projectId, projectGrantId, roleKeys }, timeUs);
    changed.push(group.id);
  }
  return changed;
}
