import { DomainError } from "../directory/errors.ts";
import { type OrgId, type OrgReader, orgId } from "../storage/contract/index.ts";
import type { Identity } from "./context.ts";

/** The organization of a call. */
export type ResolveOrg = (identity: Identity, orgHeader: string | null) => Promise<OrgId>;

/**
 * The choice of the organization: the one the header names, else the caller's own.
 *
 * Fails with `orgUnknown` when the named one does not exist. Whether the caller may act there is authorization's
 * question. An inactive organization passes.
 */
export const createResolveOrg =
  (orgs: OrgReader): ResolveOrg =>
  async (identity, orgHeader) => {
    const named = orgHeader?.trim() ?? "";
    // A user cannot outlive its organization, so one's own needs no look-up.
    if (named === "" || named === identity.homeOrgId) return identity.homeOrgId;
    if ((await orgs.find(orgId(named))) === undefined) throw new DomainError("orgUnknown");
    return orgId(named);
  };
