import { DomainError } from "../directory/errors.ts";
import { isPermittedOn, type Permissions } from "../directory/permissions.ts";
import { permissionsOfRole } from "../directory/roles.ts";
import { type OrgId, userId } from "../storage/contract/index.ts";
import type { Authenticate } from "./authenticate.ts";
import type { Authorize } from "./authorize.ts";

/** A network in which everybody may do what one role allows in one organization, through one interface. */
export interface TrustedNetwork {
  readonly face: string;
  readonly orgId: OrgId;
  readonly role: string;
}

/** Nobody shows who it is: callers are nobody, at home in the organization. */
export const createTrustedAuthentication =
  ({ orgId }: TrustedNetwork): Authenticate =>
  async () => ({ userId: userId(""), homeOrgId: orgId });

/**
 * The authorization with the role for callers who are nobody. In another organization than theirs they have none.
 * Fails with `membershipNotFound`, `permissionMissing`, and what `authorize` says of other callers.
 */
export function authorizeTrusted(authorize: Authorize, network: TrustedNetwork): Authorize {
  const permissions: Permissions = permissionsOfRole(network.role).map((permission) => ({
    permission,
    onlyOn: undefined,
  }));
  return (caller, permission, checkedId) => {
    if (caller.userId !== "" || caller.face !== network.face) return authorize(caller, permission, checkedId);
    if (caller.orgId !== network.orgId) throw new DomainError("membershipNotFound");
    if (!isPermittedOn(permissions, permission, [])) throw new DomainError("permissionMissing");
    return permissions;
  };
}
