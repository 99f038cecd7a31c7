import type { Migration } from "./migration.ts";

/**
 * Access tokens beside the personal ones, and the keys that they are signed with.
 *
 * A busy machine has many access tokens and few personal ones, so each kind has an index of its own: lists read the
 * personal ones only, and a login removes those that have ended.
 */
export const accessTokens: Migration = {
  number: 6,
  name: "access-tokens",
  statements: ({ text }) => [
    `ALTER TABLE tokens ADD COLUMN kind ${text} DEFAULT 'personal' NOT NULL`,
    "CREATE INDEX tokens_user_kind ON tokens (user_id, kind, id)",
    "DROP INDEX tokens_user_id",
    "CREATE INDEX tokens_expiration ON tokens (user_id, expiration_time_us) WHERE kind = 'access'",
    `CREATE TABLE signing_keys (
      generation INTEGER NOT NULL,
      id ${text} NOT NULL,
      public_key ${text} NOT NULL,
      sealed_private_key ${text} NOT NULL,
      sealed_by ${text} NOT NULL,
      creation_time_us BIGINT NOT NULL,
      expiration_time_us BIGINT NOT NULL,
      CONSTRAINT signing_keys_pkey PRIMARY KEY (generation)
    )`,
  ],
};
