import type { Migration } from "./migration.ts";

/**
 * How many users each organization has, so that a list need not count them.
 *
 * - One row for each organization would make the commands of all connections wait for each other, so an organization has
 *   several, its shards, and the number is their sum. A user may be added in one shard and removed in another: a shard's
 *   own number says nothing and can be negative.
 * - `stamp` is a random number that each change replaces: as long as the sum of the stamps is the same, so are the users.
 */
export const userCounts: Migration = {
  number: 11,
  name: "user-counts",
  statements: ({ text, clustered }) => [
    `CREATE TABLE user_counts (
      org_id ${text} NOT NULL CONSTRAINT user_counts_org_id_fkey REFERENCES orgs (id) ON DELETE CASCADE,
      shard INTEGER NOT NULL,
      users BIGINT NOT NULL,
      stamp BIGINT NOT NULL,
      CONSTRAINT user_counts_pkey PRIMARY KEY (org_id, shard)
    ) ${clustered}`,
    "INSERT INTO user_counts SELECT org_id, 0, COUNT(*), 0 FROM users GROUP BY org_id",
  ],
};
