import type { UserId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { type HumanRow, isHuman } from "./user-aggregate.ts";

/**
 * The human of the organization of the call. Fails with `notFound`, or `notHuman` for a machine: reads of a profile, an
 * email address and a phone number have ids of their own for the two.
 */
export async function getHuman(
  { storage }: Dependencies,
  caller: Caller,
  id: UserId,
  errors: { readonly notFound: ErrorName; readonly notHuman: ErrorName },
): Promise<HumanRow> {
  const user = await storage.reader.users.find(scopeOf(caller), id);
  if (user === undefined) throw new DomainError(errors.notFound);
  if (!isHuman(user)) throw new DomainError(errors.notHuman);
  return user;
}
