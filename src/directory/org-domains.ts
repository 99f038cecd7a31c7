import type { OrgDomainRow, OrgRow, Page, PageOf, TextMatch, Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { claimUserNames } from "./domain-claim.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { orgConstraintErrors } from "./new-org.ts";
import { orgKey, orgOccasion } from "./org-aggregate.ts";
import { verifyPage } from "./paging.ts";

/** Which domains of an organization to list. */
export interface OrgDomainListRequest {
  /** All must hold for the domain. */
  readonly names: readonly TextMatch[];
  readonly page: Page;
}

/**
 * Rules of an organization's domains.
 *
 * ZITADEL can ask an organization to prove that a domain is its own (its policy `validateOrgDomains`, off by default).
 * Roster has no such policy: a domain is verified the moment it is added, so no proof is ever asked for.
 */
export interface OrgDomains {
  /** One page of the domains of the organization of the call, by name. Fails with `limitExceeded`. */
  list(caller: Caller, request: OrgDomainListRequest): Promise<PageOf<OrgDomainRow>>;
  /**
   * Adds a domain, verified at once and in lower case. Users of other organizations whose user names end in it get
   * other names.
   * Fails with `orgDomainBlank`, `memberOrgNotFound`, `orgDomainOnOrg`, `orgDomainAlreadyExists`.
   */
  add(caller: Caller, domain: string): Promise<ObjectDetails>;
  /** Removes a domain that is not primary. Fails with `orgDomainNotFound`, `orgDomainPrimary`. */
  remove(caller: Caller, domain: string): Promise<ObjectDetails>;
  /**
   * Makes a verified domain primary; doing it again is an event again, as in ZITADEL.
   * Fails with `orgDomainNotFound`, `orgDomainNotVerified`.
   */
  setPrimary(caller: Caller, domain: string): Promise<ObjectDetails>;
  /**
   * Never starts a proof: fails with `orgDomainGenerateNotFound`, `orgDomainAlreadyVerified`, and with
   * `orgDomainWithoutProof` for an unverified domain, should there be one.
   */
  generateProof(caller: Caller, domain: string): Promise<never>;
  /**
   * Never finds a proof: fails with `orgDomainValidateNotFound`, `orgDomainAlreadyVerified`, and with
   * `orgDomainProofMissing` for an unverified domain, should there be one.
   */
  checkProof(caller: Caller, domain: string): Promise<never>;
}

/** The rules of organizations' domains. */
export function createOrgDomains(dependencies: Dependencies, instanceDomain: string): OrgDomains {
  const { storage, clock } = dependencies;
  const findOwn = ({ orgId }: Caller, domain: string) => storage.reader.orgs.findDomain(orgId, domain);
  return {
    list: ({ orgId }, { names, page }) => storage.reader.orgs.listDomains(orgId, names, verifyPage(page)),
    add: (caller, text) => addDomain(dependencies, instanceDomain, caller, text),
    remove: (caller, domain) =>
      runCommand(dependencies, {
        keys: [orgKey(caller.orgId)],
        async run(tx) {
          const { org, row } = await lockDomain(tx, caller, domain);
          if (row.isPrimary) throw new DomainError("orgDomainPrimary");
          const timeUs = clock();
          const sequence = await appendEvents(tx, { caller, timeUs }, orgOccasion(org), [
            { type: "org.domain.removed", payload: { domain: row.domain } },
          ]);
          await tx.orgs.deleteDomain(org.id, row.domain);
          await tx.orgs.setLastSequence(org.id, sequence);
          return { sequence, changeTimeUs: timeUs, resourceOwner: org.id };
        },
      }),
    setPrimary: (caller, domain) =>
      runCommand(dependencies, {
        keys: [orgKey(caller.orgId)],
        async run(tx) {
          const { org, row } = await lockDomain(tx, caller, domain);
          if (!row.isVerified) throw new DomainError("orgDomainNotVerified");
          const changeTimeUs = clock();
          const sequence = await appendEvents(tx, { caller, timeUs: changeTimeUs }, orgOccasion(org), [
            { type: "org.domain.primary.set", payload: { domain: row.domain } },
          ]);
          await replacePrimary(tx, org, { ...row, sequence, changeTimeUs });
          return { sequence, changeTimeUs, resourceOwner: org.id };
        },
      }),
    async generateProof(caller, domain) {
      const row = await findOwn(caller, domain);
      if (row === undefined) throw new DomainError("orgDomainGenerateNotFound");
      throw new DomainError(row.isVerified ? "orgDomainAlreadyVerified" : "orgDomainWithoutProof");
    },
    async checkProof(caller, domain) {
      const row = await findOwn(caller, domain);
      if (row === undefined) throw new DomainError("orgDomainValidateNotFound");
      throw new DomainError(row.isVerified ? "orgDomainAlreadyVerified" : "orgDomainProofMissing");
    },
  };
}

async function addDomain(
  dependencies: Dependencies,
  instanceDomain: string,
  caller: Caller,
  text: string,
): Promise<ObjectDetails> {
  const domain = text.trim().toLowerCase();
  if (domain === "") throw new DomainError("orgDomainBlank");
  return runCommand(
    dependencies,
    {
      keys: [orgKey(caller.orgId)],
      async run(tx) {
        const org = await tx.orgs.lock(caller.orgId);
        if (org === undefined) throw new DomainError("memberOrgNotFound");
        if ((await tx.orgs.findDomain(org.id, domain)) !== undefined) throw new DomainError("orgDomainOnOrg");
        const timeUs = dependencies.clock();
        const sequence = await appendEvents(tx, { caller, timeUs }, orgOccasion(org), [
          { type: "org.domain.added", payload: { domain } },
          { type: "org.domain.verified", payload: { domain } },
        ]);
        const record = { sequence, creationTimeUs: timeUs, changeTimeUs: timeUs };
        await tx.orgs.insertDomain({ orgId: org.id, domain, isVerified: true, isPrimary: false, ...record });
        await tx.orgs.setLastSequence(org.id, sequence);
        await claimUserNames(tx, caller, { orgId: org.id, domain, instanceDomain }, timeUs);
        return { sequence, creationTimeUs: timeUs, resourceOwner: org.id };
      },
    },
    { ...orgConstraintErrors, "user-name": "userAlreadyExists" },
  );
}

/** The domain with its organization, which is held until the command ends. Fails with `orgDomainNotFound`. */
async function lockDomain(tx: Transaction, caller: Caller, domain: string) {
  const org = await tx.orgs.lock(caller.orgId);
  const row = org === undefined ? undefined : await tx.orgs.findDomain(org.id, domain);
  if (org === undefined || row === undefined) throw new DomainError("orgDomainNotFound");
  return { org, row };
}

/** Puts a domain in the primary one's place; `row` is the domain after the event. */
async function replacePrimary(tx: Transaction, org: OrgRow, row: OrgDomainRow): Promise<void> {
  const { domain, sequence, changeTimeUs } = row;
  const previous = await tx.orgs.findDomain(org.id, org.primaryDomain);
  if (previous !== undefined && previous.domain !== domain) {
    await tx.orgs.updateDomain({ ...previous, isPrimary: false, sequence, changeTimeUs });
  }
  await tx.orgs.updateDomain({ ...row, isPrimary: true });
  await tx.orgs.update(org.id, { ...org, primaryDomain: domain }, { sequence, changeTimeUs });
}
