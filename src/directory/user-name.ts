import type { OrgId, OrgReader } from "../storage/contract/index.ts";
import { DomainError } from "./errors.ts";

/**
 * Refuses a user name that ends in `@` and a verified domain of another organization, with `userNameDomainReserved`:
 * whoever reads such a name would take its user for one of theirs.
 */
export async function assertUserNameDomainFree(orgs: OrgReader, userName: string, ownOrgId: OrgId): Promise<void> {
  const at = userName.lastIndexOf("@");
  if (at < 0) return;
  const owner = await orgs.findVerifiedDomainOwner(userName.slice(at + 1));
  if (owner !== undefined && owner !== ownOrgId) throw new DomainError("userNameDomainReserved");
}
