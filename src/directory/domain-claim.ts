import { everyOrg, type OrgId, type Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { appendEvents } from "./history.ts";
import { userOccasion } from "./user-aggregate.ts";

/** A domain that becomes an organization's, and the domain of the instance, under which names of losers are made. */
export interface DomainClaim {
  readonly orgId: OrgId;
  readonly domain: string;
  readonly instanceDomain: string;
}

/**
 * Gives the users of other organizations whose user name ends in `@` and the domain a new name, made from their id:
 * whoever reads the old one would take them for users of the organization that has the domain now.
 *
 * Called by every command that makes a domain verified, in the same transaction.
 */
export async function claimUserNames(
  tx: Transaction,
  caller: Caller,
  claim: DomainClaim,
  timeUs: number,
): Promise<void> {
  for (const { id, orgId } of await tx.users.listNamedUnder(claim.domain)) {
    if (orgId === claim.orgId) continue;
    const user = await tx.users.lock(everyOrg, id);
    if (user === undefined) continue;
    const userName = `${id}@temporary.${claim.instanceDomain}`;
    const sequence = await appendEvents(tx, { caller, timeUs }, userOccasion(user), [
      { type: "user.domain.claimed", payload: { userName } },
    ]);
    await tx.users.update({ ...user, userName, sequence, lastSequence: sequence, changeTimeUs: timeUs });
  }
}
