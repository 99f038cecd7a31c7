import type { OrgId, TokenId, UserId } from "./ids.ts";
import type { Page, PageOf, RecordDetails } from "./record.ts";
import type { UserState } from "./users.ts";

/** A personal access token. The token itself is never stored. */
export interface TokenRow extends RecordDetails {
  readonly id: TokenId;
  readonly userId: UserId;
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

/** Reads of personal access tokens. */
export interface TokenReader {
  /** Whose token this is, found by the token's hash in one query. Expired tokens are found too. */
  findOwner(hash: string): Promise<TokenOwner | undefined>;
  /** The user's tokens, by id. */
  listOfUser(userId: UserId, page: Page): Promise<PageOf<TokenRow>>;
  /** The user's token with this id. */
  find(userId: UserId, id: TokenId): Promise<TokenRow | undefined>;
}

/** Writes of personal access tokens. */
export interface TokenWriter extends TokenReader {
  /**
   * Stores a new token.
   * - A taken id must fail with ConstraintError `token-id`.
   * - A hash that is stored already must fail with ConstraintError `token-hash`.
   * - A user that does not exist must fail with ConstraintError `reference`.
   */
  insert(row: TokenRow): Promise<void>;
  /** Removes one token. */
  delete(id: TokenId): Promise<void>;
  /** Removes every token of the user. */
  deleteOfUser(userId: UserId): Promise<void>;
}
