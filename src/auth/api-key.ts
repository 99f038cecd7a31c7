import { DomainError } from "../directory/errors.ts";
import { loginNamesOf } from "../directory/users.ts";
import { everyOrg, type UserReader, type UserRow } from "../storage/contract/index.ts";
import type { Authenticate } from "./authenticate.ts";

/** Header that names the client that calls. */
const headerApiKey = "x-api-key";

/**
 * The check of an API key and of the token beside it: the key is the client id of a machine, which is a login name or
 * the id of it, and the token has to be that machine's.
 *
 * Fails with `apiKeyMissing`, then as the token's own check does, then with `apiKeyInvalid` for the key of anybody
 * else. Nobody learns which keys exist.
 */
export const createApiKeyAuthentication =
  (options: { readonly authenticateToken: Authenticate; readonly users: Pick<UserReader, "find"> }): Authenticate =>
  async (headers) => {
    const key = headers.get(headerApiKey)?.trim() ?? "";
    if (key === "") throw new DomainError("apiKeyMissing");
    const identity = await options.authenticateToken(headers);
    const user = await options.users.find(everyOrg, identity.userId);
    if (user === undefined || !isKeyOf(user, key)) throw new DomainError("apiKeyInvalid");
    return identity;
  };

/** Login names are unique without regard to case. */
const isKeyOf = (user: UserRow, key: string): boolean =>
  user.kind.type === "machine" &&
  (key === user.id || loginNamesOf(user).some((name) => name.toLowerCase() === key.toLowerCase()));
