import type { InstanceId, OrgId, UserId } from "./ids.ts";
import type { RecordDetails } from "./record.ts";

/** What a membership's roles apply to. */
export type MembershipScope =
  | { readonly type: "instance"; readonly id: InstanceId }
  | { readonly type: "org"; readonly id: OrgId };

/** Roles of a user on a scope. */
export interface MembershipRow extends RecordDetails {
  readonly scope: MembershipScope;
  readonly userId: UserId;
  /** Who owns the membership: the instance, or the organization of the scope. */
  readonly resourceOwner: InstanceId | OrgId;
  /** In the order they were given, duplicates included. */
  readonly roles: readonly string[];
}

/** Reads of memberships. */
export interface MembershipReader {
  /** Every membership of the user, on every scope. */
  listOfUser(userId: UserId): Promise<readonly MembershipRow[]>;
  /** The user's membership on this very scope. */
  find(scope: MembershipScope, userId: UserId): Promise<MembershipRow | undefined>;
}

/** Writes of memberships. */
export interface MembershipWriter extends MembershipReader {
  /**
   * Stores a new membership.
   * - A second one of the same user on the same scope must fail with ConstraintError `membership`.
   * - A user that does not exist must fail with ConstraintError `reference`.
   */
  insert(row: MembershipRow): Promise<void>;
}
