import type { GroupId, InstanceId, OrgId, ProjectGrantId, ProjectId, UserId } from "./ids.ts";
import type { Page, PageOf, RecordDetails } from "./record.ts";
import type { TextMatch, UserRow } from "./users.ts";

/** What a membership's roles apply to. */
export type MembershipScope =
  | { readonly type: "instance"; readonly id: InstanceId }
  | { readonly type: "org"; readonly id: OrgId }
  | { readonly type: "project"; readonly id: ProjectId }
  | { readonly type: "project-grant"; readonly id: ProjectGrantId }
  /** The administrators of one role of a project. */
  | { readonly type: "project-role"; readonly id: ProjectId; readonly roleKey: string }
  /** The administrators of a group. */
  | { readonly type: "group"; readonly id: GroupId };

/** Roles on a scope. */
export interface HeldRoles {
  readonly scope: MembershipScope;
  /** In the order they were given, duplicates included. */
  readonly roles: readonly string[];
}

/** Roles of a user on a scope. */
export interface MembershipRow extends HeldRoles, RecordDetails {
  readonly userId: UserId;
  /** Who owns the membership: the instance, or the organization of the scope. */
  readonly resourceOwner: InstanceId | OrgId;
}

/** A membership as its owner's list of memberships shows it. */
export interface MembershipView extends MembershipRow {
  /** Name of the instance, organization, project or group it is on; of a project's role or grant, that of its project. */
  readonly scopeName: string;
  /** Organization that a project grant lends to; `undefined` on other scopes. */
  readonly grantedOrgId: OrgId | undefined;
}

/** A membership as the list of a scope's members shows it. */
export interface MemberView extends MembershipRow {
  readonly user: UserRow;
}

/** A condition on a scope's members. */
export type MemberFilter =
  | { readonly kind: "text"; readonly field: "firstName" | "lastName" | "email"; readonly match: TextMatch }
  | { readonly kind: "user"; readonly id: UserId }
  /** Has this role there, whichever others too. */
  | { readonly kind: "role"; readonly role: string };

/** A condition on a user's memberships. */
export type MembershipFilter =
  | { readonly kind: "instance" }
  /** On one of these kinds of scope. */
  | { readonly kind: "scope-types"; readonly types: readonly MembershipScope["type"][] }
  | { readonly kind: "org" | "project" | "project-grant"; readonly id: string };

/** Which of a user's memberships to list. */
export interface MembershipListQuery {
  readonly userId: UserId;
  /** Only those owned by one of these: the instance, organizations. `undefined` = all. */
  readonly resourceOwners: readonly string[] | undefined;
  /** All must hold. */
  readonly filters: readonly MembershipFilter[];
  readonly page: Page;
}

/**
 * Reads of memberships.
 *
 * "By scope" is by the scope's type, id and role key.
 */
export interface MembershipReader {
  /** Every membership of the user, on every scope, by scope. */
  listOfUser(userId: UserId): Promise<readonly MembershipView[]>;
  /**
   * The user's roles that count in an organization, by scope: those of memberships on the instance, of memberships that
   * the organization owns, and of memberships on project grants to it. Every call of a caller asks for these, so it must
   * read none of the user's other memberships.
   */
  listOfUserIn(userId: UserId, orgId: OrgId): Promise<readonly HeldRoles[]>;
  /** The memberships of these users that the organization owns, by user and scope. */
  listOfUsersIn(userIds: readonly UserId[], orgId: OrgId): Promise<readonly MembershipView[]>;
  /** One page of the user's memberships that match, by scope. */
  list(query: MembershipListQuery): Promise<PageOf<MembershipView>>;
  /** One page of the scope's members for whom all filters hold, by user id. */
  listMembers(scope: MembershipScope, filters: readonly MemberFilter[], page: Page): Promise<PageOf<MemberView>>;
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
  /** Replaces the roles, sequence and change time. */
  update(row: MembershipRow): Promise<void>;
  /** Removes the user's membership on this scope. */
  delete(scope: MembershipScope, userId: UserId): Promise<void>;
}
