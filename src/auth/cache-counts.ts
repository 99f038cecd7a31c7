import type { CacheCounts } from "./access-cache.ts";

/** How often each of the caches was asked that remember something about access. */
export type CacheCountsByName = Readonly<ReturnType<typeof createCacheCounts>>;

/** Counts of nothing yet, for the caches of one server. */
export const createCacheCounts = () => ({
  tokens: createCounts(),
  outsideTokens: createCounts(),
  apiKeys: createCounts(),
  logins: createCounts(),
  orgs: createCounts(),
  permissions: createCounts(),
});

const createCounts = (): CacheCounts => ({ hits: 0, misses: 0 });
