import type { Migration } from "./migration.ts";

/**
 * What is remembered of calls for some minutes: the answers of those that can be repeated, and how many of a budget were
 * made. Both are removed by the commands that add to them, so each has an index by its age.
 */
export const calls: Migration = {
  number: 7,
  name: "calls",
  statements: ({ text, clustered }) => [
    `CREATE TABLE kept_answers (
      key ${text} NOT NULL,
      answer ${text} NOT NULL,
      expiration_time_us BIGINT NOT NULL,
      CONSTRAINT kept_answers_pkey PRIMARY KEY (key)
    )`,
    "CREATE INDEX kept_answers_expiration_time ON kept_answers (expiration_time_us, key)",
    `CREATE TABLE call_counts (
      budget ${text} NOT NULL,
      window_start_us BIGINT NOT NULL,
      call_count BIGINT NOT NULL,
      CONSTRAINT call_counts_pkey PRIMARY KEY (budget)
    ) ${clustered}`,
    "CREATE INDEX call_counts_window_start ON call_counts (window_start_us, budget)",
  ],
};
