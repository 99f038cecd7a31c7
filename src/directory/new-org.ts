import type { OrgId, Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { ConstraintErrors } from "./command.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type NewEvent } from "./history.ts";

/** Which errors an organization's unique rules stand for. */
export const orgConstraintErrors: ConstraintErrors = {
  "org-id": "orgAlreadyExists",
  "org-name": "orgAlreadyExists",
  "org-domain": "orgDomainAlreadyExists",
};

/** A name with its id and first domain, ready to be inserted. */
export interface NewOrg {
  readonly id: OrgId;
  readonly name: string;
  readonly domain: string;
}

/** An organization with its first domain. Fails with `orgNameEmpty` or `orgDomainEmpty`. */
export function newOrg(id: OrgId, text: string, instanceDomain: string): NewOrg {
  const name = verifyOrgName(text);
  return { id, name, domain: orgDomainOf(name, instanceDomain) };
}

/** The name without white space around it. Fails with `orgNameEmpty`. */
export function verifyOrgName(text: string): string {
  const name = text.trim();
  if (name === "") throw new DomainError("orgNameEmpty");
  return name;
}

const maxLabelBytes = 63;

/** The first domain of an organization of this name, as `findOrgDomainOf` makes it. Fails with `orgDomainEmpty`. */
export function orgDomainOf(name: string, instanceDomain: string): string {
  const domain = findOrgDomainOf(name, instanceDomain);
  if (domain === undefined) throw new DomainError("orgDomainEmpty");
  return domain;
}

/**
 * The domain that a name stands for: the name with white space as hyphens and everything but letters, marks, digits and
 * hyphens dropped, in lower case, under the instance's domain. `undefined` when nothing is left.
 */
export function findOrgDomainOf(name: string, instanceDomain: string): string | undefined {
  const kept = name
    .trim()
    .toLowerCase()
    .replace(/\s/gu, "-")
    .replace(/[^\p{L}\p{M}\p{Nd}-]/gu, "");
  const label = truncateBytes(kept.replace(/^-+/, ""), maxLabelBytes).replace(/-+$/, "");
  return label === "" ? undefined : `${label}.${instanceDomain}`;
}

/** The longest beginning of whole characters that fits. */
function truncateBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}

/** Stores an organization, its domain and its first events, to which `more` are added; answers the last sequence. */
export async function insertOrg(
  tx: Transaction,
  caller: Caller,
  { id, name, domain }: NewOrg,
  timeUs: number,
  more: readonly NewEvent[] = [],
): Promise<number> {
  const events: readonly NewEvent[] = [
    { type: "org.added", payload: { name } },
    { type: "org.domain.added", payload: { domain } },
    { type: "org.domain.verified", payload: { domain } },
    { type: "org.domain.primary.set", payload: { domain } },
  ];
  const record = { sequence: events.length, creationTimeUs: timeUs, changeTimeUs: timeUs };
  const lastSequence = events.length + more.length;
  const fields = { name, state: "active", primaryDomain: domain, isExternallyManaged: false } as const;
  await tx.orgs.insert({ id, ...fields, lastSequence, ...record });
  await tx.orgs.insertDomain({ orgId: id, domain, isVerified: true, isPrimary: true, ...record });
  const aggregate = { type: "org", id } as const;
  return appendEvents(tx, { caller, timeUs }, { aggregate, resourceOwner: id, lastSequence: 0 }, [...events, ...more]);
}
