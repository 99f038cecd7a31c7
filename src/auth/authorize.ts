import type { Caller } from "../directory/caller.ts";
import type { Clock } from "../directory/clock.ts";
import { DomainError } from "../directory/errors.ts";
import { type HeldPermission, isPermittedOn, limitsOf, permissionsIn } from "../directory/permissions.ts";
import type { AccessChanges, MembershipReader } from "../storage/contract/index.ts";
import { type CacheCounts, createAccessCache, type Finding } from "./access-cache.ts";
import type { NamedOrg } from "./organization.ts";

/** What an RPC asks of its caller, read from its access option. */
export type AccessRule =
  | { readonly type: "public" }
  | { readonly type: "authenticated"; readonly namedOrg: NamedOrg | undefined }
  | {
      readonly type: "permission";
      readonly permission: string;
      /** Value of the request field that a permission limited to one object must match. */
      readonly checkField: string | undefined;
      /** The organization that the request itself names. */
      readonly namedOrg: NamedOrg | undefined;
    };

/**
 * Lets a caller pass, with all that its roles allow in the organization of the call, or refuses it; at once where that
 * is known already.
 */
export type Authorize = (
  caller: Caller,
  permission: string,
  checkedId: string | undefined,
) => readonly HeldPermission[] | Promise<readonly HeldPermission[]>;

/**
 * The check of a caller's roles in the organization of the call: those of memberships on the instance, of memberships
 * that the organization owns, and of memberships on project grants to it.
 *
 * - A role on a project or a project grant allows things on that object only. Where the RPC checks a field, it must name
 *   the object; where it checks none, such a role is enough here, and the directory looks closer.
 *
 * Fails with `membershipNotFound` when there are none, `permissionMissing` when no role carries the permission,
 * `permissionElsewhere` when one does, but only for another object than the request names.
 */
export function createAuthorize(options: {
  readonly memberships: Pick<MembershipReader, "listOfUserIn">;
  readonly clock: Clock;
  readonly accessChanges: AccessChanges;
  readonly counts?: CacheCounts | undefined;
}): Authorize {
  const cache = createAccessCache<readonly HeldPermission[]>(options);
  async function read({ userId, orgId }: Caller): Promise<Finding<readonly HeldPermission[]>> {
    return { value: await permissionsIn(options.memberships, userId, orgId), userId };
  }
  return (caller, permission, checkedId) => {
    // Neither id can hold a U+0000.
    const key = `${caller.userId}\0${caller.orgId}`;
    const known = cache.find(key);
    if (known !== undefined) return assertHeld(known, permission, checkedId);
    return cache.read(key, () => read(caller)).then((held) => assertHeld(held, permission, checkedId));
  };
}

function assertHeld(
  permissions: readonly HeldPermission[],
  permission: string,
  checkedId: string | undefined,
): readonly HeldPermission[] {
  const limits = limitsOf(permissions, permission);
  if (limits?.size === 0) throw new DomainError("permissionMissing");
  if (checkedId !== undefined && !isPermittedOn(permissions, permission, [checkedId])) {
    throw new DomainError("permissionElsewhere");
  }
  return permissions;
}
