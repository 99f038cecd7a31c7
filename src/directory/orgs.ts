import { type OrgId, type OrgRow, orgId, type Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { type ConstraintErrors, runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type NewEvent, type ObjectDetails } from "./history.ts";

/** Rules of organizations. */
export interface Orgs {
  /** The organization of the call. Fails with `orgNotFound`. */
  getMine(caller: Caller): Promise<OrgRow>;
  /** The organization of whichever this domain is verified for. */
  findByDomain(domain: string): Promise<OrgId | undefined>;
  /**
   * Adds an organization with a first domain made from its name; the caller becomes its ORG_OWNER.
   * Fails with `orgNameEmpty`, `orgDomainEmpty`, `orgAlreadyExists`, `orgDomainAlreadyExists`; with `tokenInvalid` when
   * the caller was removed meanwhile.
   */
  add(caller: Caller, name: string): Promise<{ readonly id: OrgId; readonly details: ObjectDetails }>;
}

/** The key under which commands on an organization wait for each other. */
export const orgKey = (id: string): string => `org:${id}`;

/** Which errors an organization's unique rules stand for. */
export const orgConstraintErrors: ConstraintErrors = {
  "org-id": "orgAlreadyExists",
  "org-name": "orgAlreadyExists",
  "org-domain": "orgDomainAlreadyExists",
};

/** The rules of organizations. */
export function createOrgs(dependencies: Dependencies, instanceDomain: string): Orgs {
  return {
    async getMine(caller) {
      const org = await dependencies.storage.reader.orgs.find(caller.orgId);
      if (org === undefined) throw new DomainError("orgNotFound");
      return org;
    },
    findByDomain: (domain) => dependencies.storage.reader.orgs.findVerifiedDomainOwner(domain),
    async add(caller, name) {
      const timeUs = dependencies.clock();
      const org = newOrg(orgId(dependencies.newId()), name, instanceDomain);
      const owner = { type: "org.member.added", payload: { userId: caller.userId, roles: ["ORG_OWNER"] } } as const;
      const sequence = await runCommand(
        dependencies,
        {
          keys: [],
          async run(tx) {
            const lastSequence = await insertOrg(tx, caller, org, timeUs, [owner]);
            await tx.memberships.insert({
              scope: { type: "org", id: org.id },
              userId: caller.userId,
              resourceOwner: org.id,
              roles: owner.payload.roles,
              sequence: lastSequence,
              creationTimeUs: timeUs,
              changeTimeUs: timeUs,
            });
            return lastSequence;
          },
        },
        // The caller itself may be removed meanwhile.
        { ...orgConstraintErrors, reference: "tokenInvalid" },
      );
      return { id: org.id, details: { sequence, creationTimeUs: timeUs, resourceOwner: org.id } };
    },
  };
}

/** A name with its id and first domain, ready to be inserted. */
export interface NewOrg {
  readonly id: OrgId;
  readonly name: string;
  readonly domain: string;
}

/** An organization with its first domain. Fails with `orgNameEmpty` or `orgDomainEmpty`. */
export function newOrg(id: OrgId, name: string, instanceDomain: string): NewOrg {
  if (name.trim() === "") throw new DomainError("orgNameEmpty");
  return { id, name, domain: orgDomainOf(name, instanceDomain) };
}

const maxLabelBytes = 63;

/**
 * The first domain of an organization of this name: the name with white space as hyphens and everything but letters,
 * marks, digits and hyphens dropped, in lower case, under the instance's domain. `orgDomainEmpty` when nothing is left.
 */
export function orgDomainOf(name: string, instanceDomain: string): string {
  const kept = name
    .trim()
    .toLowerCase()
    .replace(/\s/gu, "-")
    .replace(/[^\p{L}\p{M}\p{Nd}-]/gu, "");
  const label = truncateBytes(kept.replace(/^-+/, ""), maxLabelBytes).replace(/-+$/, "");
  if (label === "") throw new DomainError("orgDomainEmpty");
  return `${label}.${instanceDomain}`;
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
  await tx.orgs.insert({ id, name, state: "active", primaryDomain: domain, lastSequence, ...record });
  await tx.orgs.insertDomain({ orgId: id, domain, isVerified: true, isPrimary: true, ...record });
  const aggregate = { type: "org", id } as const;
  return appendEvents(tx, { caller, aggregate, resourceOwner: id, lastSequence: 0, timeUs }, [...events, ...more]);
}
