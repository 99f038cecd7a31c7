import type { Migration } from "./migration.ts";

/** Wrong passwords in a row, in a table of their own: a row of a user has many indexes, which these need not touch. */
export const loginFailures: Migration = {
  number: 8,
  name: "login-failures",
  statements: ({ text, clustered }) => [
    `CREATE TABLE login_failures (
      user_id ${text} NOT NULL CONSTRAINT login_failures_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      failure_count INTEGER NOT NULL,
      last_failure_time_us BIGINT NOT NULL,
      CONSTRAINT login_failures_pkey PRIMARY KEY (user_id)
    ) ${clustered}`,
  ],
};
