import type { MembershipRow, Transaction, UserId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { userOccasion } from "./user-aggregate.ts";

/** Removes a user and everything that names it, with an event in every aggregate that loses something. */
export async function removeUser(tx: Transaction, caller: Caller, id: UserId, timeUs: number): Promise<ObjectDetails> {
  const user = await tx.users.lock(scopeOf(caller), id);
  if (user === undefined) throw new DomainError("userRemoveNotFound");
  let sequence = await appendEvents(tx, { ...userOccasion(user), caller, timeUs }, [
    { type: "user.removed", payload: { userName: user.userName } },
  ]);
  for (const membership of await tx.memberships.listOfUser(id)) {
    sequence = (await recordMembershipLoss(tx, membership, caller, timeUs)) ?? sequence;
  }
  await tx.users.delete(id);
  return { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
}

async function recordMembershipLoss(
  tx: Transaction,
  { scope, userId }: MembershipRow,
  caller: Caller,
  timeUs: number,
): Promise<number | undefined> {
  if (scope.type === "instance") return undefined;
  const org = await tx.orgs.lock(scope.id);
  if (org === undefined) return undefined;
  const aggregate = { type: "org", id: org.id } as const;
  const occasion = { caller, aggregate, resourceOwner: org.id, lastSequence: org.lastSequence, timeUs };
  const sequence = await appendEvents(tx, occasion, [{ type: "org.member.cascade.removed", payload: { userId } }]);
  await tx.orgs.setLastSequence(org.id, sequence);
  return sequence;
}
