import type { Tables } from "../tables.ts";

/**
 * The tables that an export holds, in the order in which it holds them: each behind those that its rows refer to. The
 * history comes last: it refers to nothing and is the longest.
 */
export const exportedTables = [
  "instance",
  "orgs",
  "org_domains",
  "users",
  "login_failures",
  "user_deactivations",
  "memberships",
  "membership_roles",
  "tokens",
  "token_scopes",
  "machine_keys",
  "codes",
  "outbox",
  "projects",
  "project_roles",
  "project_grants",
  "project_grant_roles",
  "user_grants",
  "user_grant_roles",
  "groups",
  "group_members",
  "group_grants",
  "group_grant_roles",
  "user_metadata",
  "org_metadata",
  "profile_fields",
  "profile_field_values",
  "signing_keys",
  "alias_counter",
  "aliases",
  "events",
] as const satisfies readonly (keyof Tables)[];

/** A table that an export holds. */
export type ExportedTable = (typeof exportedTables)[number];

/** The tables that no export holds, each with the reason. */
export const leftOutTables: Readonly<Record<Exclude<keyof Tables, ExportedTable> | "migrations", string>> = {
  migrations: "the header names the schema, and the import makes the tables itself",
  user_counts: "follows from the users; the import counts them",
  kept_answers: "kept for ten minutes, and can hold secrets that are shown only once",
  call_counts: "counts of the last minutes",
  import_progress: "there only while an import is unfinished",
};
