import type { OrgId, Transaction, UserRow } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { DomainError } from "./errors.ts";
import { assertManagedHere } from "./external-management.ts";
import { appendEvents } from "./history.ts";
import { createLosses } from "./losses.ts";
import { orgOccasion } from "./org-aggregate.ts";
import { userOccasion } from "./user-aggregate.ts";
import { removeUserGrants } from "./user-grant-cascades.ts";
import { assertUserNameDomainFree } from "./user-name.ts";

/**
 * Gives a user, locked in this command, to another organization, and answers it as it is then.
 *
 * - What is the user's own goes with it: profile, password, metadata, keys, and tokens, whose calls are about the new
 *   organization from then on.
 * - What the old organization gave ends: memberships on it and on what it owns, places in its groups, user grants that
 *   it gave. Whoever leaves must not keep a key; the new organization gives its own. What others gave stays.
 * - The histories of both organizations tell of it. The user's own is continued in the new one; its earlier events stay
 *   with the old one, whose secrets they may be.
 *
 * Fails with `accountOrgNotFound`, with `orgExternallyManaged` for a human that another system keeps in one of the two,
 * and with `userNameDomainReserved` for a user name under a domain that is not the new
 * organization's.
 */
export async function moveUser(
  tx: Transaction,
  caller: Caller,
  user: UserRow,
  to: OrgId,
  timeUs: number,
): Promise<UserRow> {
  const from = user.orgId;
  if (from === to) return user;
  // Both are held, in one order for all, so that two moves cannot wait for each other.
  for (const id of [from, to].sort()) {
    if ((await tx.orgs.lock(id)) === undefined) throw new DomainError("accountOrgNotFound");
    if (user.kind.type === "human") await assertManagedHere(tx.orgs, id);
  }
  await assertUserNameDomainFree(tx.orgs, user.userName, to);
  await endWhatOrgGave(tx, caller, user, timeUs);
  const deed = { caller, timeUs };
  for (const [orgId, type] of [
    [from, "org.user.left"],
    [to, "org.user.joined"],
  ] as const) {
    const org = await tx.orgs.lock(orgId);
    if (org === undefined) throw new DomainError("accountOrgNotFound");
    const event = { type, payload: { userId: user.id, fromOrgId: from, toOrgId: to } };
    await tx.orgs.setLastSequence(orgId, await appendEvents(tx, deed, orgOccasion(org), [event]));
  }
  const left = await appendEvents(tx, deed, userOccasion(user), [{ type: "user.org.left", payload: { toOrgId: to } }]);
  const moved = { ...user, orgId: to, lastSequence: left };
  const sequence = await appendEvents(tx, deed, userOccasion(moved), [
    { type: "user.org.joined", payload: { fromOrgId: from, userName: user.userName } },
  ]);
  const row = { ...moved, sequence, lastSequence: sequence, changeTimeUs: timeUs };
  await tx.users.move(user.id, to);
  await tx.users.update(row);
  return row;
}

async function endWhatOrgGave(tx: Transaction, caller: Caller, { id, orgId }: UserRow, timeUs: number): Promise<void> {
  const ofUser = { kind: "user", id } as const;
  await removeUserGrants(tx, caller, [ofUser, { kind: "owner", id: orgId }], timeUs);
  const losses = createLosses(tx, caller, timeUs);
  await losses.addUser(id, (owner) => owner === orgId);
  await losses.write();
  for (const { scope, resourceOwner } of await tx.memberships.listOfUser(id)) {
    if (resourceOwner === orgId) await tx.memberships.delete(scope, id);
  }
  for (const group of await tx.groups.listOfUser(id)) {
    if (group.orgId === orgId) await tx.groups.deleteMembers(group.id, [id]);
  }
}
