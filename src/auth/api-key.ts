import type { Clock } from "../directory/clock.ts";
import { DomainError } from "../directory/errors.ts";
import { loginNamesOf } from "../directory/users.ts";
import { type AccessChanges, everyOrg, type UserId, type UserReader, type UserRow } from "../storage/contract/index.ts";
import { type CacheCounts, createAccessCache, type Finding } from "./access-cache.ts";
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
export function createApiKeyAuthentication(options: {
  readonly authenticateToken: Authenticate;
  readonly users: Pick<UserReader, "find">;
  readonly clock: Clock;
  readonly accessChanges: AccessChanges;
  readonly counts?: CacheCounts | undefined;
}): Authenticate {
  const { authenticateToken, users } = options;
  const cache = createAccessCache<ApiKeys>(options);

  async function readKeys(id: UserId): Promise<Finding<ApiKeys>> {
    const user = await users.find(everyOrg, id);
    return { value: new Set(user === undefined ? [] : keysOf(user)), userId: id };
  }

  return async (headers) => {
    const key = headers.get(headerApiKey)?.trim() ?? "";
    if (key === "") throw new DomainError("apiKeyMissing");
    const identity = await authenticateToken(headers);
    const { userId: id } = identity;
    const keys = cache.find(id) ?? (await cache.read(id, () => readKeys(id)));
    if (!keys.has(key) && !keys.has(key.toLowerCase())) throw new DomainError("apiKeyInvalid");
    return identity;
  };
}

/** All that a user may give as its key, names in lower case; nothing for people. */
type ApiKeys = ReadonlySet<string>;

/** Login names are unique without regard to case. */
const keysOf = (user: UserRow): readonly string[] =>
  user.kind.type === "machine" ? [user.id, ...loginNamesOf(user).map((name) => name.toLowerCase())] : [];
