import type { Transaction, UserGrantFilter, UserGrantRow } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { EventType } from "./event-types.ts";
import { appendEventToEach } from "./history.ts";

/**
 * Removes the user grants for which all filters hold, because something they need is removed. Answers the last one's
 * sequence; `undefined` when there were none.
 */
export async function removeUserGrants(
  tx: Transaction,
  caller: Caller,
  filters: readonly UserGrantFilter[],
  timeUs: number,
): Promise<number | undefined> {
  const grants = await lockUserGrants(tx, filters);
  await recordRemoval(tx, caller, grants, "user.grant.cascade.removed", timeUs);
  const last = grants.at(-1);
  return last && last.lastSequence + 1;
}

/** Removes user grants that the command holds, with an event of this type in the history of each. */
export async function recordRemoval(
  tx: Transaction,
  caller: Caller,
  grants: readonly UserGrantRow[],
  type: EventType,
  timeUs: number,
): Promise<void> {
  if (grants.length === 0) return;
  await appendEventToEach(
    tx,
    { caller, timeUs },
    grants.map((grant) => ({ ...userGrantOccasion(grant), event: { type, payload: userGrantPayload(grant) } })),
  );
  await tx.userGrants.delete(grants.map(({ id }) => id));
}

/**
 * Takes these role keys out of the user grants for which all filters hold. Grants that have none of them stay as they
 * are; grants that lose their last one stay, without roles.
 */
export async function stripRoleKeys(
  tx: Transaction,
  caller: Caller,
  filters: readonly UserGrantFilter[],
  keys: ReadonlySet<string>,
  timeUs: number,
): Promise<void> {
  const grants = (await lockUserGrants(tx, filters)).filter((grant) => grant.roleKeys.some((key) => keys.has(key)));
  const changes = grants.map((grant) => ({ grant, roleKeys: withoutKeys(grant.roleKeys, keys) }));
  await recordRoleKeys(tx, caller, changes, "user.grant.cascade.changed", timeUs);
}

/** Replaces the role keys of user grants that the command holds, with an event of this type in the history of each. */
export async function recordRoleKeys(
  tx: Transaction,
  caller: Caller,
  changes: readonly { readonly grant: UserGrantRow; readonly roleKeys: readonly string[] }[],
  type: EventType,
  timeUs: number,
): Promise<void> {
  if (changes.length === 0) return;
  await appendEventToEach(
    tx,
    { caller, timeUs },
    changes.map(({ grant, roleKeys }) => ({ ...userGrantOccasion(grant), event: { type, payload: { roleKeys } } })),
  );
  await tx.userGrants.update(
    changes.map(({ grant, roleKeys }) => ({
      id: grant.id,
      roleKeys,
      state: grant.state,
      update: { sequence: grant.lastSequence + 1, changeTimeUs: timeUs },
    })),
  );
}

/** The role keys but these, in their order. */
export const withoutKeys = (roleKeys: readonly string[], keys: ReadonlySet<string>): readonly string[] =>
  roleKeys.filter((key) => !keys.has(key));

/** Where an event on this user grant goes. */
export const userGrantOccasion = (grant: UserGrantRow) =>
  ({
    aggregate: { type: "user-grant", id: grant.id },
    resourceOwner: grant.orgId,
    lastSequence: grant.lastSequence,
  }) as const;

/** What an event tells of a user grant, beside its role keys. */
export const userGrantPayload = ({ userId, projectId, projectGrantId }: UserGrantRow) => ({
  userId,
  projectId,
  ...(projectGrantId === undefined ? {} : { projectGrantId }),
});

/** The user grants for which all filters hold, each held until the command ends. */
async function lockUserGrants(tx: Transaction, filters: readonly UserGrantFilter[]): Promise<readonly UserGrantRow[]> {
  const found = await tx.userGrants.listAll(filters);
  return tx.userGrants.lockAll(found.map(({ id }) => id));
}
