import { type OrgId, type OrgListQuery, type OrgRow, orgId, type PageOf } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { claimUserNames } from "./domain-claim.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { insertOrg, newOrg, orgConstraintErrors } from "./new-org.ts";
import { findOrgByIdOrName } from "./org-lookup.ts";
import { removeOrg } from "./org-removal.ts";
import { renameOrg } from "./org-renaming.ts";
import { changeOrgState, deactivateRule, reactivateRule } from "./org-states.ts";
import { verifyPage } from "./paging.ts";

/** Rules of organizations. */
export interface Orgs {
  /** The organization, whoever calls. Fails with `orgNotFound`. */
  get(id: OrgId): Promise<OrgRow>;
  /** The active organization with this primary domain, case aside. Fails with `orgOfDomainNotFound`. */
  getByPrimaryDomain(domain: string): Promise<OrgRow>;
  /** The organization with this id, or else the one with this name, case aside; `undefined` when there is neither. */
  findByIdOrName(text: string): Promise<OrgRow | undefined>;
  /** The organization of whichever this domain is verified for. */
  findByDomain(domain: string): Promise<OrgId | undefined>;
  /** One page of the instance's organizations. Fails with `limitExceeded`. */
  list(query: OrgListQuery): Promise<PageOf<OrgRow>>;
  /**
   * Whether no organization has this name or this domain, case aside. What is empty is not looked for; fails with
   * `orgUniqueQueryEmpty` when both are.
   */
  isUnique(identity: { readonly name: string; readonly domain: string }): Promise<boolean>;
  /**
   * Adds an organization with a first domain made from its name; the caller becomes its ORG_OWNER. Users of other
   * organizations whose user names end in the domain get other names.
   * Fails with `orgNameEmpty`, `orgDomainEmpty`, `orgAlreadyExists`, `orgDomainAlreadyExists`; with `tokenInvalid` when
   * the caller was removed meanwhile.
   */
  add(caller: Caller, name: string): Promise<{ readonly id: OrgId; readonly details: ObjectDetails }>;
  /**
   * Renames the organization of the call. The domain that was made from the old name, if the organization still has it,
   * becomes the one that the new name makes, and stays primary if it was.
   * Fails with `orgNameEmpty`, `orgUpdateNotFound`, `orgNotChanged`, `orgDomainEmpty`, `orgAlreadyExists`,
   * `orgDomainAlreadyExists`.
   */
  rename(caller: Caller, name: string): Promise<ObjectDetails>;
  /** Switches the organization of the call off. Fails with `orgDeactivateNotFound`, `orgAlreadyInactive`. */
  deactivate(caller: Caller): Promise<ObjectDetails>;
  /** Switches the organization of the call on. Fails with `orgReactivateNotFound`, `orgAlreadyActive`. */
  reactivate(caller: Caller): Promise<ObjectDetails>;
  /**
   * Removes the organization of the call with everything in it; histories stay. What other organizations lose by that
   * is in their histories.
   * Fails with `orgRemoveDefault`, `orgRemoveApiProject`, `orgRemoveNotFound`.
   */
  remove(caller: Caller): Promise<ObjectDetails>;
}

/** The rules of organizations. New ones get their first domain under `instanceDomain`. */
export function createOrgs(dependencies: Dependencies, instanceDomain: string): Orgs {
  const { orgs } = dependencies.storage.reader;
  return {
    findByIdOrName: (text) => findOrgByIdOrName(orgs, text),
    async get(id) {
      const org = await orgs.find(id);
      if (org === undefined) throw new DomainError("orgNotFound");
      return org;
    },
    async getByPrimaryDomain(domain) {
      const owner = await orgs.findVerifiedDomainOwner(domain);
      const org = owner === undefined ? undefined : await orgs.find(owner);
      if (org?.state !== "active" || org.primaryDomain !== domain.toLowerCase()) {
        throw new DomainError("orgOfDomainNotFound");
      }
      return org;
    },
    findByDomain: (domain) => orgs.findVerifiedDomainOwner(domain),
    list: (query) => orgs.list({ ...query, page: verifyPage(query.page) }),
    async isUnique(identity) {
      const taken = (["name", "domain"] as const).filter((kind) => identity[kind] !== "");
      if (taken.length === 0) throw new DomainError("orgUniqueQueryEmpty");
      for (const kind of taken) {
        const match = { text: identity[kind], method: "equals", ignoreCase: true } as const;
        const page = { offset: 0, limit: 1 };
        const { total } = await orgs.list({ filters: [{ kind, match }], sortBy: "id", isAscending: true, page });
        if (total > 0) return false;
      }
      return true;
    },
    add: (caller, name) => addOrg(dependencies, instanceDomain, caller, name),
    rename: (caller, name) => renameOrg(dependencies, instanceDomain, caller, name),
    deactivate: (caller) => changeOrgState(dependencies, caller, deactivateRule),
    reactivate: (caller) => changeOrgState(dependencies, caller, reactivateRule),
    remove: (caller) => removeOrg(dependencies, caller),
  };
}

async function addOrg(dependencies: Dependencies, instanceDomain: string, caller: Caller, name: string) {
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
        await claimUserNames(tx, caller, { orgId: org.id, domain: org.domain, instanceDomain }, timeUs);
        return lastSequence;
      },
    },
    // The caller itself may be removed meanwhile.
    { ...orgConstraintErrors, "user-name": "userAlreadyExists", reference: "tokenInvalid" },
  );
  return { id: org.id, details: { sequence, creationTimeUs: timeUs, resourceOwner: org.id } };
}
