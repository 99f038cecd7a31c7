import type { ConstraintName } from "./contract/errors.ts";

/** A unique rule as each engine names it when it is broken. */
export interface UniqueRule {
  readonly constraint: ConstraintName;
  /** PostgreSQL's name of the index. */
  readonly index: string;
  /** SQLite's list of the index's columns. */
  readonly columns: string;
}

/** Every unique rule whose breaking is part of the contract. */
export const uniqueRules: readonly UniqueRule[] = [
  { constraint: "instance", index: "instance_pkey", columns: "instance.singleton" },
  { constraint: "org-id", index: "orgs_pkey", columns: "orgs.id" },
  { constraint: "org-name", index: "orgs_name_lower_key", columns: "orgs.name_lower" },
  { constraint: "org-domain", index: "org_domains_pkey", columns: "org_domains.org_id, org_domains.domain" },
  { constraint: "org-domain", index: "org_domains_verified_key", columns: "org_domains.domain" },
  { constraint: "user-id", index: "users_pkey", columns: "users.id" },
  { constraint: "user-name", index: "users_user_name_lower_key", columns: "users.user_name_lower" },
  {
    constraint: "membership",
    index: "memberships_pkey",
    columns: "memberships.user_id, memberships.scope_type, memberships.scope_id, memberships.scope_key",
  },
  { constraint: "token-id", index: "tokens_pkey", columns: "tokens.id" },
  { constraint: "token-hash", index: "tokens_hash_key", columns: "tokens.hash" },
  { constraint: "signing-key", index: "signing_keys_pkey", columns: "signing_keys.generation" },
  {
    constraint: "event-sequence",
    index: "events_pkey",
    columns: "events.aggregate_type, events.aggregate_id, events.sequence",
  },
  { constraint: "project-name", index: "projects_name_lower_key", columns: "projects.org_id, projects.name_lower" },
  { constraint: "project-role", index: "project_roles_pkey", columns: "project_roles.project_id, project_roles.key" },
  {
    constraint: "project-role",
    index: "project_roles_key_lower_key",
    columns: "project_roles.project_id, project_roles.key_lower",
  },
  {
    constraint: "project-grant",
    index: "project_grants_granted_org_key",
    columns: "project_grants.project_id, project_grants.granted_org_id",
  },
  {
    constraint: "user-grant",
    index: "user_grants_granted_key",
    columns: "user_grants.user_id, user_grants.project_id, user_grants.org_id, user_grants.project_grant_id",
  },
  {
    constraint: "user-grant",
    index: "user_grants_owned_key",
    columns: "user_grants.user_id, user_grants.project_id, user_grants.org_id",
  },
  { constraint: "profile-field", index: "profile_fields_number_key", columns: "profile_fields.number" },
  {
    constraint: "profile-field-value",
    index: "profile_field_values_pkey",
    columns: "profile_field_values.field, profile_field_values.value",
  },
  { constraint: "group-name", index: "groups_name_lower_key", columns: "groups.org_id, groups.name_lower" },
];
