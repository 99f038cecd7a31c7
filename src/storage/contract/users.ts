import type { GroupId, OrgId, UserId } from "./ids.ts";
import type { AggregateDetails, Page, PageOf } from "./record.ts";
import type { RoleHolding } from "./role-holders.ts";
import type { Scope } from "./scope.ts";

/** State of a user. A removed user has no row. */
export type UserState = "initial" | "active" | "inactive" | "locked";

/** Gender as the profile states it. */
export type Gender = "unspecified" | "female" | "male" | "diverse";

/** The six fields that UpdateHumanProfile replaces. */
export interface HumanProfile {
  readonly firstName: string;
  readonly lastName: string;
  readonly nickName: string;
  readonly displayName: string;
  /** BCP 47 tag; `und` when none is known. */
  readonly preferredLanguage: string;
  readonly gender: Gender;
}

/** What only a human has. */
export interface Human extends HumanProfile {
  readonly type: "human";
  readonly email: string;
  readonly isEmailVerified: boolean;
  /** E.164; empty when there is none. */
  readonly phone: string;
  readonly isPhoneVerified: boolean;
  /** Encoded argon2id hash; `undefined` when no password was set. */
  readonly passwordHash: string | undefined;
  readonly isPasswordChangeRequired: boolean;
  readonly passwordChangeTimeUs: number | undefined;
}

/** Kind of access token that a machine's key or secret is exchanged for. */
export type AccessTokenType = "bearer" | "jwt";

/** What only a machine has. */
export interface Machine {
  readonly type: "machine";
  readonly name: string;
  readonly description: string;
  readonly accessTokenType: AccessTokenType;
  /** Encoded argon2id hash of the client secret; `undefined` when none is set. */
  readonly secretHash: string | undefined;
}

/** A user: what both kinds share, and the part of its kind. */
export interface UserRow extends AggregateDetails {
  readonly id: UserId;
  readonly orgId: OrgId;
  readonly state: UserState;
  readonly userName: string;
  readonly kind: Human | Machine;
}

/** How a text is compared. Lower-casing is JavaScript's, stored beside the text, so both engines agree on every script. */
export interface TextMatch {
  readonly text: string;
  /** `like`: the text is a pattern of SQL's LIKE with `\\` before what is meant literally; a lone one at the end is. */
  readonly method: "equals" | "starts-with" | "contains" | "ends-with" | "like";
  readonly ignoreCase: boolean;
}

/** Fields of a user that a text filter can look at. A machine has none of the human ones. */
export type UserTextField = "userName" | "firstName" | "lastName" | "nickName" | "displayName" | "email" | "phone";

/**
 * A condition on users. Conditions on human fields must be unknown for machines, and `not` of unknown must stay
 * unknown (SQL's three-valued logic), so a negated human filter does not find machines.
 */
export type UserFilter =
  | { readonly kind: "text"; readonly field: UserTextField; readonly match: TextMatch }
  | { readonly kind: "state"; readonly state: UserState }
  | { readonly kind: "type"; readonly type: "human" | "machine" }
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  /** Of one of these organizations. */
  | { readonly kind: "orgs"; readonly ids: readonly string[] }
  /** Exact addresses, with regard to case unless it is ignored. */
  | { readonly kind: "emails"; readonly emails: readonly string[]; readonly ignoreCase?: boolean }
  /** Member of this group. */
  | { readonly kind: "group"; readonly id: GroupId }
  /** Has a role of a project. */
  | { readonly kind: "role"; readonly holding: RoleHolding }
  | { readonly kind: "and"; readonly filters: readonly UserFilter[] }
  | { readonly kind: "or"; readonly filters: readonly UserFilter[] }
  | { readonly kind: "not"; readonly filter: UserFilter }
  /** Matches nothing; what a filter on a value that no user can have becomes. */
  | { readonly kind: "none" };

/**
 * Columns users are sorted by. Texts must sort without regard to case; ties must be broken by id in the same direction.
 * States must sort as active, inactive, locked, initial: ZITADEL's numbers.
 * Users without the field (machines, by a human one) come last ascending and first descending.
 */
export type UserSortColumn = "id" | "state" | "type" | "creationTime" | Exclude<UserTextField, "phone">;

/** Which users to list. */
export interface UserListQuery {
  readonly scope: Scope;
  /** All must hold; an empty list matches every user of the scope. */
  readonly filters: readonly UserFilter[];
  readonly sortBy: UserSortColumn;
  readonly isAscending: boolean;
  readonly page: Page;
}

/** Reads of users. */
export interface UserReader {
  /** The user; `undefined` when there is none with this id in the scope. */
  find(scope: Scope, id: UserId): Promise<UserRow | undefined>;
  /** The users among these ids that exist, in no particular order. */
  findMany(scope: Scope, ids: readonly UserId[]): Promise<readonly UserRow[]>;
  /** The user with this user name, case aside. */
  findByUserName(scope: Scope, userName: string): Promise<UserRow | undefined>;
  /**
   * One page of the users that match; must show every write that was acknowledged before the call. The total must be
   * exact at any time. A page must be the same part of the whole list wherever it is, whatever is written between two.
   */
  list(query: UserListQuery): Promise<PageOf<UserRow>>;
  /**
   * The users of every organization whose user name ends in `@` and this domain, case aside, by id: for commands, which
   * must see all.
   */
  listNamedUnder(domain: string): Promise<readonly UserRow[]>;
  /** Whether a user in the scope has this user name or this e-mail address (exact, with regard to case). */
  existsWith(scope: Scope, identity: { readonly userName?: string; readonly email?: string }): Promise<boolean>;
}

/** Writes of users. */
export interface UserWriter extends UserReader {
  /**
   * The user, held until the command ends: another command on it must wait, in this and in every other process.
   * `undefined` when there is none with this id in the scope.
   */
  lock(scope: Scope, id: UserId): Promise<UserRow | undefined>;
  /**
   * Stores a new user.
   * - A taken id must fail with ConstraintError `user-id`, also when the user name is taken too.
   * - A user name that differs from another's only by case must fail with ConstraintError `user-name`.
   * - An organization that does not exist must fail with ConstraintError `reference`.
   */
  insert(row: UserRow): Promise<void>;
  /**
   * Replaces everything of a user but its id, organization and creation time. A user name that differs from another's
   * only by case must fail with ConstraintError `user-name`.
   */
  update(row: UserRow): Promise<void>;
  /**
   * Gives the user to another organization; all that is the user's own must stay. An organization that does not exist
   * must fail with ConstraintError `reference`.
   */
  move(id: UserId, orgId: OrgId): Promise<void>;
  /** Raises the aggregate's last sequence; the user's own sequence and change time must stay as they are. */
  setLastSequence(id: UserId, lastSequence: number): Promise<void>;
  /**
   * Removes the user with its tokens, keys, codes, messages, metadata, grants, and its memberships and group memberships
   * in every organization; its events must stay.
   */
  delete(id: UserId): Promise<void>;
}
