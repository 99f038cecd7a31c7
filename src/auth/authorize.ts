import type { Caller } from "../directory/caller.ts";
import { DomainError } from "../directory/errors.ts";
import { permissionsOfRole } from "../directory/roles.ts";
import type { MembershipReader, MembershipRow } from "../storage/contract/index.ts";

/** What an RPC asks of its caller, read from its access option. */
export type AccessRule =
  | { readonly type: "public" }
  | { readonly type: "authenticated" }
  | {
      readonly type: "permission";
      readonly permission: string;
      /** Value of the request field that a permission limited to one object must match. */
      readonly checkField: string | undefined;
    };

/** Lets a caller pass, or refuses it. */
export type Authorize = (caller: Caller, permission: string, checkedId: string | undefined) => Promise<void>;

/**
 * The check of a caller's roles in the organization of the call: those of memberships in it and in the instance.
 *
 * Fails with `membershipNotFound` when there are none, `permissionMissing` when no role carries the permission,
 * `permissionElsewhere` when one does, but only for another object than the request names.
 */
export const createAuthorize =
  (memberships: MembershipReader): Authorize =>
  async (caller, permission, checkedId) => {
    const relevant = (await memberships.listOfUser(caller.userId)).filter((membership) =>
      appliesTo(membership, caller),
    );
    if (relevant.length === 0) throw new DomainError("membershipNotFound");
    const held = relevant.flatMap(permissionsOf).filter((grant) => grant.permission === permission);
    if (held.length === 0) throw new DomainError("permissionMissing");
    if (checkedId === undefined) return;
    if (!held.some((grant) => grant.onlyOn === undefined || grant.onlyOn === checkedId)) {
      throw new DomainError("permissionElsewhere");
    }
  };

const appliesTo = ({ scope }: MembershipRow, caller: Caller): boolean => {
  switch (scope.type) {
    case "instance":
      return true;
    case "org":
      return scope.id === caller.orgId;
  }
};

interface Grant {
  readonly permission: string;
  /** The one object it is good for; `undefined` = all of the organization. */
  readonly onlyOn: string | undefined;
}

const permissionsOf = ({ roles }: MembershipRow): readonly Grant[] =>
  roles.flatMap((role) => permissionsOfRole(role).map(parseGrant));

/** A permission such as `project.read:self` is limited to the object after the colon. */
function parseGrant(text: string): Grant {
  const colon = text.indexOf(":");
  return colon < 0
    ? { permission: text, onlyOn: undefined }
    : { permission: text.slice(0, colon), onlyOn: text.slice(colon + 1) };
}
