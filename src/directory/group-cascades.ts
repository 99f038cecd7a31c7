import {
  everyOrg,
  type GroupGrantQuery,
  type GroupGrantRow,
  type GroupRow,
  type Transaction,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { groupOccasion } from "./group-aggregate.ts";
import { appendEvents } from "./history.ts";
import { withoutKeys } from "./user-grant-cascades.ts";

/**
 * Takes role keys out of what groups are granted on a project, with an event in the history of each group that loses
 * some. Those that lose all have no grant there any more.
 */
export async function stripGroupRoleKeys(
  tx: Transaction,
  caller: Caller,
  query: GroupGrantQuery,
  keys: ReadonlySet<string> | "every-key",
  timeUs: number,
): Promise<void> {
  for (const grant of await tx.groups.listGrantsOnProject(query)) {
    const roleKeys = keys === "every-key" ? [] : withoutKeys(grant.roleKeys, keys);
    if (roleKeys.length === grant.roleKeys.length) continue;
    const group = await tx.groups.lock(everyOrg, grant.groupId);
    if (group === undefined) continue;
    await changeGroupGrant(tx, caller, group, { ...grant, existing: grant, roleKeys }, timeUs);
  }
}

/**
 * Replaces what a group that the command holds is granted on a project, with an event in its history; no role keys take
 * the grant away. Answers the group's last sequence, which is stored.
 */
export async function changeGroupGrant(
  tx: Transaction,
  caller: Caller,
  group: GroupRow,
  grant: Pick<GroupGrantRow, "projectId" | "projectGrantId" | "roleKeys"> & {
    readonly existing: GroupGrantRow | undefined;
  },
  timeUs: number,
): Promise<number> {
  const { projectId, projectGrantId, roleKeys, existing } = grant;
  const event = { type: "group.grant.changed", payload: { projectId, roleKeys } } as const;
  const sequence = await appendEvents(tx, { caller, timeUs }, groupOccasion(group), [event]);
  const record = { sequence, creationTimeUs: existing?.creationTimeUs ?? timeUs, changeTimeUs: timeUs };
  await tx.groups.setGrant({ groupId: group.id, projectId, projectGrantId, roleKeys, ...record });
  await tx.groups.setLastSequence(group.id, sequence);
  return sequence;
}
