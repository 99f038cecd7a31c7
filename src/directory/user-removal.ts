import type { Transaction, UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { lockUser } from "./external-management.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { createLosses } from "./losses.ts";
import { userOccasion } from "./user-aggregate.ts";
import { removeUserGrants } from "./user-grant-cascades.ts";

/**
 * Removes a user and everything that names it, with an event in every aggregate that loses something. The details are
 * those of the last event.
 */
export async function removeUser(
  tx: Transaction,
  caller: Caller,
  id: UserId,
  timeUs: number,
  notFound: ErrorName = "userRemoveNotFound",
): Promise<ObjectDetails> {
  const user = await lockUser(tx, caller, id);
  if (user === undefined) throw new DomainError(notFound);
  const own = await appendEvents(tx, { caller, timeUs }, userOccasion(user), [
    { type: "user.removed", payload: { userName: user.userName } },
  ]);
  const ofGrants = await removeUserGrants(tx, caller, [{ kind: "user", id }], timeUs);
  const losses = createLosses(tx, caller, timeUs);
  await losses.addUser(id);
  const sequence = (await losses.write()) ?? ofGrants ?? own;
  await tx.users.delete(id);
  return { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
}
