import { DomainError } from "../directory/errors.ts";
import { type OrgId, type OrgReader, orgId } from "../storage/contract/index.ts";
import type { Identity } from "./context.ts";

/** How a request names the organization it is about. */
export type NamedOrg =
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "domain"; readonly domain: string }
  /** By its id, or else by its name, case aside. */
  | { readonly by: "id-or-name"; readonly text: string };

/** What a text in a request says about the organization, in the way of one face; `undefined` = the caller's own. */
export type ParseOrgName = (text: string) => NamedOrg | undefined;

/** The organization of a call. */
export type ResolveOrg = (
  identity: Identity,
  orgHeader: string | null,
  namedOrg: NamedOrg | undefined,
) => Promise<OrgId>;

/**
 * The choice of the organization: the one the request itself names, else the one the header names, else the caller's
 * own. A header beside a request that names one is not looked at.
 *
 * Fails with `orgUnknown` when the named one does not exist, or no organization has verified the named domain. Whether
 * the caller may act there is authorization's question. An inactive organization passes.
 */
export const createResolveOrg =
  (orgs: Pick<OrgReader, "find" | "findVerifiedDomainOwner" | "list">): ResolveOrg =>
  async (identity, orgHeader, namedOrg) => {
    if (namedOrg?.by === "domain") {
      const owner = await orgs.findVerifiedDomainOwner(namedOrg.domain);
      if (owner === undefined) throw new DomainError("orgUnknown");
      return owner;
    }
    if (namedOrg?.by === "id-or-name") {
      const found = (await orgs.find(orgId(namedOrg.text)))?.id ?? (await findByName(orgs, namedOrg.text));
      if (found === undefined) throw new DomainError("orgUnknown");
      return found;
    }
    const id = namedOrg?.id ?? orgHeader?.trim() ?? "";
    // A user cannot outlive its organization, so one's own needs no look-up.
    if (id === "" || id === identity.homeOrgId) return identity.homeOrgId;
    if ((await orgs.find(orgId(id))) === undefined) throw new DomainError("orgUnknown");
    return orgId(id);
  };

async function findByName(orgs: Pick<OrgReader, "list">, text: string): Promise<OrgId | undefined> {
  const { items } = await orgs.list({
    filters: [{ kind: "name", match: { text, method: "equals", ignoreCase: true } }],
    sortBy: "id",
    isAscending: true,
    page: { offset: 0, limit: 1 },
  });
  return items[0]?.id;
}
