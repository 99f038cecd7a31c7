import {
  type GroupId,
  type ProjectRoleRow,
  type Transaction,
  type UserGrantRow,
  type UserId,
  userGrantId,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { groupOccasion } from "./group-aggregate.ts";
import { appendEvents } from "./history.ts";
import { recordRemoval, userGrantOccasion, userGrantPayload } from "./user-grant-cascades.ts";

/** Who gets and who loses a role. Whoever is in both lists has it afterwards. */
interface Changes<Id> {
  readonly add: readonly Id[];
  readonly remove: readonly Id[];
}

/**
 * Gives a role of a project that is held in this command to users, and takes it from others, by the user grants of the
 * project's own organization. Fails with `userGrantUserNotFound` for a user that is to get it and is not of the
 * organization.
 */
export async function changeUsersWithRole(
  tx: Transaction,
  { clock, newId }: Dependencies,
  caller: Caller,
  role: ProjectRoleRow,
  { add, remove }: Changes<UserId>,
): Promise<void> {
  const added = new Set(add);
  const removed = [...new Set(remove)].filter((id) => !added.has(id));
  if ((await tx.users.findMany(scopeOf(caller), [...added])).length < added.size) {
    throw new DomainError("userGrantUserNotFound");
  }
  const timeUs = clock();
  await takeFrom(tx, caller, role, removed, timeUs);
  for (const userId of added) {
    const grant = await lockGrant(tx, caller, role, userId);
    if (grant === undefined) await insertGrant(tx, caller, role, { id: newId(), userId }, timeUs);
    else await giveTo(tx, caller, role, grant, timeUs);
  }
}

async function takeFrom(
  tx: Transaction,
  caller: Caller,
  { key, ...role }: ProjectRoleRow,
  userIds: readonly UserId[],
  timeUs: number,
): Promise<void> {
  for (const userId of userIds) {
    const grant = await lockGrant(tx, caller, { key, ...role }, userId);
    if (grant === undefined || !grant.roleKeys.includes(key)) continue;
    const roleKeys = grant.roleKeys.filter((held) => held !== key);
    if (roleKeys.length === 0) await recordRemoval(tx, caller, [grant], "user.grant.removed", timeUs);
    else await updateGrant(tx, caller, grant, { roleKeys, state: grant.state }, timeUs);
  }
}

async function giveTo(
  tx: Transaction,
  caller: Caller,
  { key }: ProjectRoleRow,
  grant: UserGrantRow,
  timeUs: number,
): Promise<void> {
  const hasKey = grant.roleKeys.includes(key);
  if (hasKey && grant.state === "active") return;
  const roleKeys = hasKey ? grant.roleKeys : [...grant.roleKeys, key];
  await updateGrant(tx, caller, grant, { roleKeys, state: "active" }, timeUs);
}

/** The user's grant on the project, held until the command ends. */
async function lockGrant(
  tx: Transaction,
  caller: Caller,
  { projectId }: ProjectRoleRow,
  userId: UserId,
): Promise<UserGrantRow | undefined> {
  const found = await tx.userGrants.listAll([
    { kind: "owner", id: caller.orgId },
    { kind: "project", id: projectId },
    { kind: "user", id: userId },
  ]);
  const grant = found.find(({ projectGrantId }) => projectGrantId === undefined);
  return grant && tx.userGrants.lock(grant.id);
}

async function insertGrant(
  tx: Transaction,
  caller: Caller,
  { projectId, key }: ProjectRoleRow,
  { id, userId }: { readonly id: string; readonly userId: UserId },
  timeUs: number,
): Promise<void> {
  const grant: UserGrantRow = {
    id: userGrantId(id),
    orgId: caller.orgId,
    userId,
    projectId,
    projectGrantId: undefined,
    state: "active",
    roleKeys: [key],
    sequence: 1,
    lastSequence: 1,
    creationTimeUs: timeUs,
    changeTimeUs: timeUs,
  };
  await tx.userGrants.insert(grant);
  const payload = { ...userGrantPayload(grant), roleKeys: grant.roleKeys };
  const occasion = { ...userGrantOccasion(grant), lastSequence: 0, caller, timeUs };
  await appendEvents(tx, occasion, [{ type: "user.grant.added", payload }]);
}

async function updateGrant(
  tx: Transaction,
  caller: Caller,
  grant: UserGrantRow,
  { roleKeys, state }: Pick<UserGrantRow, "roleKeys" | "state">,
  timeUs: number,
): Promise<void> {
  const event = { type: "user.grant.changed", payload: { roleKeys } } as const;
  const reactivation = state === grant.state ? [] : [{ type: "user.grant.reactivated" } as const];
  const events = [...reactivation, ...(roleKeys.length === grant.roleKeys.length ? [] : [event])];
  const sequence = await appendEvents(tx, { ...userGrantOccasion(grant), caller, timeUs }, events);
  await tx.userGrants.update([{ id: grant.id, roleKeys, state, update: { sequence, changeTimeUs: timeUs } }]);
}

/**
 * Gives a role of a project that is held in this command to groups, and takes it from others. Fails with
 * `groupNotFound` for a group that is not of the organization.
 */
export async function changeGroupsWithRole(
  tx: Transaction,
  { clock }: Dependencies,
  caller: Caller,
  { projectId, key }: ProjectRoleRow,
  { add, remove }: Changes<GroupId>,
): Promise<void> {
  const added = new Set(add);
  // In one order, so that two such commands cannot wait for each other.
  for (const id of [...new Set([...add, ...remove])].sort()) {
    const group = await tx.groups.lock(scopeOf(caller), id);
    if (group === undefined) throw new DomainError("groupNotFound");
    const grant = (await tx.groups.listGrants([id])).find((each) => each.projectId === projectId);
    const before = grant?.roleKeys ?? [];
    if (before.includes(key) === added.has(id)) continue;
    const roleKeys = added.has(id) ? [...before, key] : before.filter((held) => held !== key);
    const timeUs = clock();
    const event = { type: "group.grant.changed", payload: { projectId, roleKeys } } as const;
    const sequence = await appendEvents(tx, { ...groupOccasion(group), caller, timeUs }, [event]);
    await tx.groups.setGrant({
      groupId: id,
      projectId,
      projectGrantId: grant?.projectGrantId,
      roleKeys,
      sequence,
      creationTimeUs: grant?.creationTimeUs ?? timeUs,
      changeTimeUs: timeUs,
    });
    await tx.groups.setLastSequence(id, sequence);
  }
}
