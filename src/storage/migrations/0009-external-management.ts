import type { Migration } from "./migration.ts";

/** Organizations whose users and groups another system keeps, and the type that some interfaces give to a group. */
export const externalManagement: Migration = {
  number: 9,
  name: "external-management",
  statements: ({ text }) => [
    "ALTER TABLE orgs ADD COLUMN is_externally_managed INTEGER NOT NULL DEFAULT 0",
    `ALTER TABLE groups ADD COLUMN type ${text} NOT NULL DEFAULT ''`,
  ],
};
