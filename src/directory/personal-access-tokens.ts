import { createHash, randomBytes } from "node:crypto";
import {
  type Page,
  type PageOf,
  type TokenId,
  type TokenRow,
  type Transaction,
  tokenId,
  type UserId,
  type UserRow,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { verifyExpiration } from "./expiration.ts";
import type { ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { recordOnUser, userKey } from "./user-aggregate.ts";

/** A token that was just made: the only moment at which its text exists. */
export interface NewToken {
  readonly id: TokenId;
  readonly token: string;
  readonly details: ObjectDetails;
}

/** Rules of personal access tokens. */
export interface PersonalAccessTokens {
  /**
   * Makes a token for a machine. Without an expiration time it does not end.
   * Fails with `expirationPast`, `tokenUserNotFound`, `tokenUserNotMachine`.
   */
  add(caller: Caller, id: UserId, expirationTimeUs?: number): Promise<NewToken>;
  /** The token of a user of the organization. Fails with `tokenUnknown`. */
  get(caller: Caller, id: UserId, tokenId: TokenId): Promise<TokenRow>;
  /** The tokens of a user of the organization; none for a user that is not there. Fails with `limitExceeded`. */
  list(caller: Caller, id: UserId, page: Page): Promise<PageOf<TokenRow>>;
  /** Ends a token: the very next call with it is refused. Fails with `tokenNotFound`. */
  remove(caller: Caller, id: UserId, tokenId: TokenId): Promise<ObjectDetails>;
}

const tokenBytes = 32;

/** The scopes without parameters: every personal access token has all of them, and logins may ask for them. */
export const tokenScopes: readonly string[] = [
  "openid",
  "profile",
  "urn:zitadel:iam:user:metadata",
  "urn:zitadel:iam:user:resourceowner",
];

/** A new token: 256 random bits, base64url without padding. */
export const newTokenText = (): string => randomBytes(tokenBytes).toString("base64url");

/**
 * The form in which a token is stored and looked up: SHA-256, hexadecimal. A plain hash is enough, because a token
 * that Roster makes holds 256 random bits; and since the lookup is by hash, timing tells nothing about a stored token.
 */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** The rules of personal access tokens. */
export function createPersonalAccessTokens(dependencies: Dependencies): PersonalAccessTokens {
  const { storage, clock, newId } = dependencies;
  return {
    async add(caller, id, givenExpirationTimeUs) {
      const expirationTimeUs = verifyExpiration(clock, givenExpirationTimeUs);
      const newToken = { id: tokenId(newId()), token: newTokenText(), expirationTimeUs };
      const details = await runCommand(dependencies, {
        keys: [userKey(id)],
        async run(tx) {
          const user = await tx.users.lock(scopeOf(caller), id);
          if (user === undefined) throw new DomainError("tokenUserNotFound");
          if (user.kind.type !== "machine") throw new DomainError("tokenUserNotMachine");
          const timeUs = clock();
          const sequence = await insertToken(tx, caller, user, newToken, timeUs);
          return { sequence, creationTimeUs: timeUs, resourceOwner: user.orgId };
        },
      });
      return { id: newToken.id, token: newToken.token, details };
    },
    async get(caller, userId, id) {
      const user = await storage.reader.users.find(scopeOf(caller), userId);
      const token = user && (await storage.reader.tokens.find(userId, id));
      if (token === undefined) throw new DomainError("tokenUnknown");
      return token;
    },
    async list(caller, id, page) {
      const verifiedPage = verifyPage(page);
      const user = await storage.reader.users.find(scopeOf(caller), id);
      if (user === undefined) return { items: [], total: 0 };
      return storage.reader.tokens.listOfUser(id, verifiedPage);
    },
    remove: (caller, id, removedId) =>
      runCommand(dependencies, {
        keys: [userKey(id)],
        async run(tx) {
          const user = await tx.users.lock(scopeOf(caller), id);
          const token = user === undefined ? undefined : await tx.tokens.find(id, removedId);
          if (user === undefined || token === undefined) throw new DomainError("tokenNotFound");
          const timeUs = clock();
          const sequence = await deleteToken(tx, caller, user, removedId, timeUs);
          return { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
        },
      }),
  };
}

/** Stores a token of a user that is locked in this command; answers the user's last sequence. */
export async function insertToken(
  tx: Transaction,
  caller: Caller,
  user: UserRow,
  newToken: { readonly id: TokenId; readonly token: string; readonly expirationTimeUs: number },
  timeUs: number,
): Promise<number> {
  const { id, token, expirationTimeUs } = newToken;
  const payload = { tokenId: id, expirationTimeUs, scopes: tokenScopes };
  const events = [{ type: "user.pat.added", payload }] as const;
  const sequence = await recordOnUser(tx, user, { caller, timeUs, events });
  const record = { sequence, creationTimeUs: timeUs, changeTimeUs: timeUs };
  const hash = hashToken(token);
  await tx.tokens.insert({
    id,
    userId: user.id,
    kind: "personal",
    hash,
    scopes: tokenScopes,
    expirationTimeUs,
    ...record,
  });
  return sequence;
}

/** Removes a token of a user that is locked in this command; answers the user's last sequence. */
export async function deleteToken(
  tx: Transaction,
  caller: Caller,
  user: UserRow,
  id: TokenId,
  timeUs: number,
): Promise<number> {
  await tx.tokens.delete(user.id, id);
  return recordOnUser(tx, user, { caller, timeUs, events: [{ type: "user.pat.removed", payload: { tokenId: id } }] });
}
