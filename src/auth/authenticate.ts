import type { Clock } from "../directory/clock.ts";
import { DomainError } from "../directory/errors.ts";
import { hashToken } from "../directory/personal-access-tokens.ts";
import type { TokenReader } from "../storage/contract/index.ts";
import type { Identity } from "./context.ts";
import { canLogIn } from "./user-login.ts";

/** Who calls, from what the headers of a call show. Fails with an error of kind `unauthenticated` or `permission-denied`. */
export type Authenticate = (headers: Headers) => Promise<Identity>;

/** Header that carries a token, or a name and a password. */
const headerAuthorization = "authorization";

/**
 * The check of the authorization header's token.
 *
 * Fails with `authHeaderMissing`, `authHeaderInvalid` (anything but one "Bearer ", case-sensitive, and a token), or
 * `tokenInvalid`: unknown, expired, or of a user that may not log in. These are told apart in no way, so that nobody
 * learns which tokens exist.
 */
export const createTokenAuthentication =
  (options: { readonly tokens: TokenReader; readonly clock: Clock }): Authenticate =>
  async (headers) => {
    const owner = await options.tokens.findOwner(hashToken(parseBearerToken(headers.get(headerAuthorization))));
    if (owner === undefined || owner.expirationTimeUs <= options.clock() || !canLogIn(owner.userState)) {
      throw new DomainError("tokenInvalid");
    }
    return { userId: owner.userId, homeOrgId: owner.orgId };
  };

/** The token of a Bearer authorization header. Fails with `authHeaderMissing` or `authHeaderInvalid`. */
export function parseBearerToken(header: string | null): string {
  if (header === null || header === "") throw new DomainError("authHeaderMissing");
  const [before, token, ...more] = header.split("Bearer ");
  if (before !== "" || token === undefined || token === "" || more.length > 0) {
    throw new DomainError("authHeaderInvalid");
  }
  return token;
}
