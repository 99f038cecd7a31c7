import type { Migration } from "./migration.ts";

/**
 * Indexes for lists and lookups that had none, and the domain of a user name.
 *
 * - `users.user_name_domain` is what stands after the last `@` of a user name, in lower case; NULL of a name without
 *   one. What becomes an organization's domain finds the names under it by this.
 * - E-mail addresses are also looked up in every organization at once; so are the names that are not.
 */
export const lookups: Migration = {
  number: 4,
  name: "lookups",
  statements: ({ text }) => [
    "CREATE INDEX users_org_phone ON users (org_id, phone, id)",
    "CREATE INDEX users_email ON users (email_lower, id)",
    `ALTER TABLE users ADD COLUMN user_name_domain ${text}`,
    // What is no @ is cut off from the right, and the rest skipped.
    `UPDATE users SET user_name_domain =
      substr(user_name_lower, length(rtrim(user_name_lower, replace(user_name_lower, '@', ''))) + 1)
      WHERE user_name_lower LIKE '%@%'`,
    `CREATE INDEX users_user_name_domain ON users (user_name_domain, id) WHERE user_name_domain IS NOT NULL`,
    "DROP INDEX outbox_creation_time",
    "CREATE INDEX outbox_channel ON outbox (channel, creation_time_us, id)",
  ],
};
