import type { Clock } from "../directory/clock.ts";
import { DomainError } from "../directory/errors.ts";
import { hashToken } from "../directory/personal-access-tokens.ts";
import type { AccessChanges, TokenReader } from "../storage/contract/index.ts";
import { type CacheCounts, createAccessCache, type Finding } from "./access-cache.ts";
import type { Identity } from "./context.ts";
import { createKeyedHash } from "./keyed-hash.ts";
import type { AuthenticateOutsider } from "./outside-issuer.ts";
import { canLogIn } from "./user-login.ts";

/**
 * Who calls, from what the headers of a call show; at once where it is known already. Fails with an error of kind
 * `unauthenticated` or `permission-denied`.
 */
export type Authenticate = (headers: Headers) => Identity | Promise<Identity>;

/** Header that carries a token, or a name and a password. */
const headerAuthorization = "authorization";

/**
 * The check of the authorization header's token: one that was made here, which is known by its hash, or one of the
 * outside issuer, where there is one. A token that was found good is looked up again only when its owner's access has
 * changed.
 *
 * Fails with `authHeaderMissing`, `authHeaderInvalid` (anything but one "Bearer ", case-sensitive, and a token), or
 * `tokenInvalid`: unknown, expired, or of a user that may not log in. These are told apart in no way, so that nobody
 * learns which tokens exist. With `issuerUnavailable` when the outside issuer's keys cannot be fetched.
 */
export function createTokenAuthentication(options: {
  readonly tokens: Pick<TokenReader, "findOwner">;
  readonly clock: Clock;
  readonly accessChanges: AccessChanges;
  readonly counts?: CacheCounts | undefined;
  /** Default: no token but those made here. */
  readonly authenticateOutsider?: AuthenticateOutsider | undefined;
}): Authenticate {
  const { tokens, clock, authenticateOutsider } = options;
  const cache = createAccessCache<Identity>(options);
  const keyOf = createKeyedHash();

  async function read(token: string): Promise<Finding<Identity>> {
    const owner = await tokens.findOwner(hashToken(token));
    if (owner === undefined) {
      const outsider = isJwt(token) ? await authenticateOutsider?.(token) : undefined;
      if (outsider === undefined) throw new DomainError("tokenInvalid");
      return outsider;
    }
    const { userId, orgId: homeOrgId, expirationTimeUs: endTimeUs, userState } = owner;
    if (endTimeUs <= clock() || !canLogIn(userState)) throw new DomainError("tokenInvalid");
    return { value: { userId, homeOrgId }, userId, endTimeUs };
  }

  return (headers) => {
    const token = parseBearerToken(headers.get(headerAuthorization));
    const key = keyOf(token);
    return cache.find(key) ?? cache.read(key, () => read(token));
  };
}

/** Three parts in base64url (RFC 7515, section 7.1). A JWT that was made here and is unknown has been ended. */
const isJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);

const bearer = "Bearer ";

/** The token of a Bearer authorization header. Fails with `authHeaderMissing` or `authHeaderInvalid`. */
export function parseBearerToken(header: string | null): string {
  if (header === null || header === "") throw new DomainError("authHeaderMissing");
  const token = header.slice(bearer.length);
  if (!header.startsWith(bearer) || token === "" || token.includes(bearer)) throw new DomainError("authHeaderInvalid");
  return token;
}
