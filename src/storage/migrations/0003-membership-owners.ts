import type { Migration } from "./migration.ts";

/**
 * A user's memberships by who owns them: every call asks for those that count in one organization, and who owns
 * thousands of organizations is a member of each.
 */
export const membershipOwners: Migration = {
  number: 3,
  name: "membership-owners",
  statements: () => [
    "CREATE INDEX memberships_owner ON memberships (user_id, resource_owner, scope_type, scope_id, scope_key)",
  ],
};
