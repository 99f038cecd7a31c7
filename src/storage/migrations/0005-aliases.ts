import type { Migration } from "./migration.ts";

/**
 * Numeric aliases.
 *
 * Nothing here refers to what has the alias, and rows are never removed: an alias is for good, also when its object is
 * gone. One counter serves all kinds, so a number means one thing only; it is a row, because both engines lock rows
 * alike, where their sequences differ.
 */
export const aliases: Migration = {
  number: 5,
  name: "aliases",
  statements: ({ text }) => [
    `CREATE TABLE alias_counter (
      singleton INTEGER NOT NULL CONSTRAINT alias_counter_pkey PRIMARY KEY CHECK (singleton = 1),
      last_alias INTEGER NOT NULL CHECK (last_alias >= 0 AND last_alias <= 2147483647)
    )`,
    "INSERT INTO alias_counter VALUES (1, 0)",
    `CREATE TABLE aliases (
      alias INTEGER NOT NULL CONSTRAINT aliases_pkey PRIMARY KEY,
      kind ${text} NOT NULL,
      key ${text} NOT NULL,
      CONSTRAINT aliases_key UNIQUE (kind, key)
    )`,
  ],
};
