import type { Clock } from "../directory/clock.ts";
import { DomainError } from "../directory/errors.ts";
import { findOrgByIdOrName } from "../directory/org-lookup.ts";
import { type AccessChanges, type OrgId, type OrgReader, orgId } from "../storage/contract/index.ts";
import { type CacheCounts, createAccessCache, type Finding } from "./access-cache.ts";
import type { Identity } from "./context.ts";

/** How a request names the organization it is about. */
export type NamedOrg =
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "domain"; readonly domain: string }
  /** By its id, or else by its name, case aside. */
  | { readonly by: "id-or-name"; readonly text: string };

/** What a text in a request says about the organization, in the way of one face; `undefined` = the caller's own. */
export type ParseOrgName = (text: string) => NamedOrg | undefined;

/** The organization of a call; at once where it is known already. */
export type ResolveOrg = (
  identity: Identity,
  orgHeader: string | null,
  namedOrg: NamedOrg | undefined,
) => OrgId | Promise<OrgId>;

/**
 * The choice of the organization: the one the request itself names, else the one the header names, else the caller's
 * own. A header beside a request that names one is not looked at.
 *
 * Fails with `orgUnknown` when the named one does not exist, or no organization has verified the named domain. Whether
 * the caller may act there is authorization's question. An inactive organization passes.
 */
export function createResolveOrg(options: {
  readonly orgs: OrgLookup;
  readonly clock: Clock;
  readonly accessChanges: AccessChanges;
  readonly counts?: CacheCounts | undefined;
}): ResolveOrg {
  const cache = createAccessCache<OrgId>(options);
  return (identity, orgHeader, namedOrg) => {
    const named = namedOrg ?? { by: "id", id: orgHeader?.trim() ?? "" };
    // A user cannot outlive its organization, so one's own needs no look-up.
    if (named.by === "id" && (named.id === "" || named.id === identity.homeOrgId)) return identity.homeOrgId;
    const key = keyOf(named);
    return cache.find(key) ?? cache.read(key, () => findOrg(options.orgs, named));
  };
}

type OrgLookup = Pick<OrgReader, "find" | "findVerifiedDomainOwner" | "list">;

function keyOf(named: NamedOrg): string {
  switch (named.by) {
    case "id":
      return `id ${named.id}`;
    case "domain":
      return `domain ${named.domain}`;
    case "id-or-name":
      return `id-or-name ${named.text}`;
  }
}

async function findOrg(orgs: OrgLookup, named: NamedOrg): Promise<Finding<OrgId>> {
  const value = await findOrgId(orgs, named);
  if (value === undefined) throw new DomainError("orgUnknown");
  return { value, userId: undefined };
}

async function findOrgId(orgs: OrgLookup, named: NamedOrg): Promise<OrgId | undefined> {
  switch (named.by) {
    case "id":
      return (await orgs.find(orgId(named.id)))?.id;
    case "domain":
      return orgs.findVerifiedDomainOwner(named.domain);
    case "id-or-name":
      return (await findOrgByIdOrName(orgs, named.text))?.id;
  }
}
