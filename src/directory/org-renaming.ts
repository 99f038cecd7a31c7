import type { OrgDomainRow, OrgRow, Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { claimUserNames } from "./domain-claim.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type NewEvent, type ObjectDetails } from "./history.ts";
import { findOrgDomainOf, orgConstraintErrors, orgDomainOf, verifyOrgName } from "./new-org.ts";
import { orgKey, orgOccasion } from "./org-aggregate.ts";

/** Renames the organization of the call; the domain that was made from the old name follows. */
export async function renameOrg(
  dependencies: Dependencies,
  instanceDomain: string,
  caller: Caller,
  text: string,
): Promise<ObjectDetails> {
  const name = verifyOrgName(text);
  return runCommand(
    dependencies,
    {
      keys: [orgKey(caller.orgId)],
      async run(tx) {
        const org = await tx.orgs.lock(caller.orgId);
        if (org === undefined) throw new DomainError("orgUpdateNotFound");
        if (org.name === name) throw new DomainError("orgNotChanged");
        const move = await findDomainMove(tx, org, name, instanceDomain);
        const timeUs = dependencies.clock();
        const sequence = await appendEvents(tx, { caller, timeUs }, orgOccasion(org), [
          { type: "org.changed", payload: { name } },
          ...(move === undefined ? [] : moveEvents(move)),
        ]);
        const primaryDomain = move?.from.isPrimary ? move.to : org.primaryDomain;
        await tx.orgs.update(org.id, { ...org, name, primaryDomain }, { sequence, changeTimeUs: timeUs });
        if (move !== undefined) {
          await moveDomain(tx, move, sequence, timeUs);
          await claimUserNames(tx, caller, { orgId: org.id, domain: move.to, instanceDomain }, timeUs);
        }
        // ZITADEL answers creationDate here, where its other changes answer changeDate.
        return { sequence, creationTimeUs: timeUs, resourceOwner: org.id };
      },
    },
    { ...orgConstraintErrors, "user-name": "userAlreadyExists" },
  );
}

/** What becomes of the domain that was made from the old name. */
interface DomainMove {
  readonly from: OrgDomainRow;
  readonly to: string;
  /** The new domain, where the organization has it already. */
  readonly existing: OrgDomainRow | undefined;
}

/** `undefined` when the organization has no such domain any more, or when both names make the same one. */
async function findDomainMove(
  tx: Transaction,
  org: OrgRow,
  name: string,
  instanceDomain: string,
): Promise<DomainMove | undefined> {
  const oldDomain = findOrgDomainOf(org.name, instanceDomain);
  const from = oldDomain === undefined ? undefined : await tx.orgs.findDomain(org.id, oldDomain);
  if (from === undefined) return undefined;
  const to = orgDomainOf(name, instanceDomain);
  return to === from.domain ? undefined : { from, to, existing: await tx.orgs.findDomain(org.id, to) };
}

function moveEvents({ from, to, existing }: DomainMove): readonly NewEvent[] {
  const events: NewEvent[] = [];
  if (existing === undefined) events.push({ type: "org.domain.added", payload: { domain: to } });
  if (!existing?.isVerified) events.push({ type: "org.domain.verified", payload: { domain: to } });
  if (from.isPrimary) events.push({ type: "org.domain.primary.set", payload: { domain: to } });
  return [...events, { type: "org.domain.removed", payload: { domain: from.domain } }];
}

/** `lastSequence` is that of the old domain's removal, which comes right after the new one's last event. */
async function moveDomain(
  tx: Transaction,
  { from, to, existing }: DomainMove,
  lastSequence: number,
  timeUs: number,
): Promise<void> {
  const { orgId, isPrimary } = from;
  const record = { orgId, domain: to, isVerified: true, isPrimary, sequence: lastSequence - 1, changeTimeUs: timeUs };
  await tx.orgs.deleteDomain(orgId, from.domain);
  if (existing === undefined) await tx.orgs.insertDomain({ ...record, creationTimeUs: timeUs });
  else if (isPrimary || !existing.isVerified) {
    await tx.orgs.updateDomain({ ...record, creationTimeUs: existing.creationTimeUs });
  }
}
