import type { OrgId, TokenId, UserId } from "./ids.ts";
import type { Page, PageOf, RecordDetails } from "./record.ts";
import type { UserState } from "./users.ts";

/** What a token is: `personal` ones are made for a machine and listed, `access` ones come from a login and are short. */
export type TokenKind = "personal" | "access";

/** A token that callers show. The token itself is never stored. */
export interface TokenRow extends RecordDetails {
  readonly id: TokenId;
  readonly userId: UserId;
  readonly kind: TokenKind;
  /** SHA-256 of the token, lower-case hexadecimal. */
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly expirationTimeUs: number;
}

/** The owner of a token, with what authentication needs to know. */
export interface TokenOwner {
  readonly tokenId: TokenId;
  readonly expirationTimeUs: number;
  readonly userId: UserId;
  /** The user's own organization. */
  readonly orgId: OrgId;
  readonly userState: UserState;
}

/** Reads of tokens. */
export interface TokenReader {
  /** Whose token this is, of either kind, found by the token's hash in one query. Expired tokens are found too. */
  findOwner(hash: string): Promise<TokenOwner | undefined>;
  /** The user's personal tokens, by id. */
  listOfUser(userId: UserId, page: Page): Promise<PageOf<TokenRow>>;
  /** The user's personal token with this id. */
  find(userId: UserId, id: TokenId): Promise<TokenRow | undefined>;
}

/** Writes of tokens. */
export interface TokenWriter extends TokenReader {
  /**
   * Stores a new token.
   * - A taken id must fail with ConstraintError `token-id`.
   * - A hash that is stored already must fail with ConstraintError `token-hash`.
   * - A user that does not exist must fail with ConstraintError `reference`.
   */
  insert(row: TokenRow): Promise<void>;
  /** Removes one token of the user. */
  delete(userId: UserId, id: TokenId): Promise<void>;
  /** Removes the user's access tokens that ended at this time or before; personal ones must stay. */
  deleteExpired(userId: UserId, timeUs: number): Promise<void>;
  /** Removes every token of the user, of both kinds. */
  deleteOfUser(userId: UserId): Promise<void>;
}
