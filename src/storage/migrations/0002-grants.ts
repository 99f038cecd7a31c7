import type { Migration } from "./migration.ts";

const details = `sequence BIGINT NOT NULL,
      creation_time_us BIGINT NOT NULL,
      change_time_us BIGINT NOT NULL`;
const aggregateDetails = `sequence BIGINT NOT NULL,
      last_sequence BIGINT NOT NULL,
      creation_time_us BIGINT NOT NULL,
      change_time_us BIGINT NOT NULL`;

/**
 * Projects with their roles and grants, user grants, groups, metadata, machines' keys and secrets, codes and messages;
 * memberships on all of these.
 *
 * - A row that cannot be without another goes with it by its foreign key. Memberships name objects of several tables, so
 *   theirs is the user alone; the queries that remove an object remove the memberships on it.
 * - Every foreign key has an index that begins with its columns: without one, each removal would read the whole table.
 * - Texts that are searched or unique without regard to case have a lower-cased companion.
 */
export const grants: Migration = {
  number: 2,
  name: "grants",
  statements: ({ text, clustered }) => [
    ...widerMemberships(text, clustered),
    `ALTER TABLE users ADD COLUMN secret_hash ${text}`,
    `ALTER TABLE events ADD COLUMN project_grant_id ${text}`,
    `CREATE INDEX events_project_grant ON events (aggregate_id, project_grant_id, sequence)
      WHERE project_grant_id IS NOT NULL`,
    "CREATE INDEX org_domains_domain ON org_domains (domain, org_id)",
    "CREATE INDEX orgs_state ON orgs (state, id)",
    `CREATE TABLE projects (
      id ${text} NOT NULL,
      org_id ${text} NOT NULL CONSTRAINT projects_org_id_fkey REFERENCES orgs (id) ON DELETE CASCADE,
      name ${text} NOT NULL,
      name_lower ${text} NOT NULL,
      state ${text} NOT NULL,
      is_role_asserted INTEGER NOT NULL,
      is_role_checked INTEGER NOT NULL,
      is_project_checked INTEGER NOT NULL,
      private_labeling_setting ${text} NOT NULL,
      ${aggregateDetails},
      CONSTRAINT projects_name_lower_key UNIQUE (org_id, name_lower),
      CONSTRAINT projects_pkey PRIMARY KEY (id)
    )`,
    "CREATE INDEX projects_org_id ON projects (org_id, id)",
    `CREATE TABLE project_roles (
      project_id ${text} NOT NULL CONSTRAINT project_roles_project_id_fkey REFERENCES projects (id) ON DELETE CASCADE,
      key ${text} NOT NULL,
      key_lower ${text} NOT NULL,
      display_name ${text} NOT NULL,
      display_name_lower ${text} NOT NULL,
      role_group ${text} NOT NULL,
      ${details},
      CONSTRAINT project_roles_key_lower_key UNIQUE (project_id, key_lower),
      CONSTRAINT project_roles_pkey PRIMARY KEY (project_id, key)
    ) ${clustered}`,
    "CREATE INDEX project_roles_display_name ON project_roles (project_id, display_name_lower, key)",
    `CREATE TABLE project_grants (
      id ${text} NOT NULL,
      project_id ${text} NOT NULL CONSTRAINT project_grants_project_id_fkey REFERENCES projects (id) ON DELETE CASCADE,
      org_id ${text} NOT NULL CONSTRAINT project_grants_org_id_fkey REFERENCES orgs (id) ON DELETE CASCADE,
      granted_org_id ${text} NOT NULL
        CONSTRAINT project_grants_granted_org_id_fkey REFERENCES orgs (id) ON DELETE CASCADE,
      state ${text} NOT NULL,
      ${details},
      CONSTRAINT project_grants_granted_org_key UNIQUE (project_id, granted_org_id),
      CONSTRAINT project_grants_pkey PRIMARY KEY (id)
    )`,
    "CREATE INDEX project_grants_project_id ON project_grants (project_id, id)",
    "CREATE INDEX project_grants_org_id ON project_grants (org_id, id)",
    "CREATE INDEX project_grants_granted_org_id ON project_grants (granted_org_id, id)",
    roleTable("project_grant", text, clustered),
    "CREATE INDEX project_grant_roles_role_key ON project_grant_roles (role_key, grant_id)",
    `CREATE TABLE user_grants (
      id ${text} NOT NULL,
      org_id ${text} NOT NULL CONSTRAINT user_grants_org_id_fkey REFERENCES orgs (id) ON DELETE CASCADE,
      user_id ${text} NOT NULL CONSTRAINT user_grants_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      project_id ${text} NOT NULL CONSTRAINT user_grants_project_id_fkey REFERENCES projects (id) ON DELETE CASCADE,
      project_grant_id ${text}
        CONSTRAINT user_grants_project_grant_id_fkey REFERENCES project_grants (id) ON DELETE CASCADE,
      state ${text} NOT NULL,
      ${aggregateDetails},
      CONSTRAINT user_grants_granted_key UNIQUE (user_id, project_id, org_id, project_grant_id),
      CONSTRAINT user_grants_pkey PRIMARY KEY (id)
    )`,
    // NULLs are never equal, so the rule above says nothing about grants on an organization's own projects.
    `CREATE UNIQUE INDEX user_grants_owned_key ON user_grants (user_id, project_id, org_id)
      WHERE project_grant_id IS NULL`,
    "CREATE INDEX user_grants_user_id ON user_grants (user_id, id)",
    "CREATE INDEX user_grants_org_id ON user_grants (org_id, id)",
    "CREATE INDEX user_grants_project_id ON user_grants (project_id, id)",
    "CREATE INDEX user_grants_project_grant_id ON user_grants (project_grant_id, id)",
    roleTable("user_grant", text, clustered),
    "CREATE INDEX user_grant_roles_role_key ON user_grant_roles (role_key, grant_id)",
    ...groupTables(text, clustered),
    metadataTable("user", text, clustered),
    metadataTable("org", text, clustered),
    "CREATE INDEX user_metadata_key_lower ON user_metadata (owner_id, key_lower, key)",
    "CREATE INDEX org_metadata_key_lower ON org_metadata (owner_id, key_lower, key)",
    `CREATE TABLE machine_keys (
      id ${text} NOT NULL,
      user_id ${text} NOT NULL CONSTRAINT machine_keys_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      public_key ${text} NOT NULL,
      expiration_time_us BIGINT NOT NULL,
      ${details},
      CONSTRAINT machine_keys_pkey PRIMARY KEY (id)
    )`,
    "CREATE INDEX machine_keys_user_id ON machine_keys (user_id, id)",
    `CREATE TABLE codes (
      user_id ${text} NOT NULL CONSTRAINT codes_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      purpose ${text} NOT NULL,
      hash ${text} NOT NULL,
      expiration_time_us BIGINT NOT NULL,
      failed_attempts INTEGER NOT NULL,
      CONSTRAINT codes_pkey PRIMARY KEY (user_id, purpose)
    ) ${clustered}`,
    `CREATE TABLE outbox (
      id ${text} NOT NULL,
      user_id ${text} NOT NULL CONSTRAINT outbox_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      purpose ${text} NOT NULL,
      channel ${text} NOT NULL,
      recipient ${text} NOT NULL,
      text ${text} NOT NULL,
      creation_time_us BIGINT NOT NULL,
      CONSTRAINT outbox_pkey PRIMARY KEY (id)
    )`,
    "CREATE INDEX outbox_creation_time ON outbox (creation_time_us, id)",
    "CREATE INDEX outbox_user_id ON outbox (user_id)",
  ],
};

/** Memberships whose key also holds the role's key; SQLite cannot change a primary key, so the table is made anew. */
const widerMemberships = (text: string, clustered: string): readonly string[] => [
  "CREATE TABLE old_memberships AS SELECT * FROM memberships",
  "CREATE TABLE old_membership_roles AS SELECT * FROM membership_roles",
  "DROP TABLE membership_roles",
  "DROP TABLE memberships",
  `CREATE TABLE memberships (
    user_id ${text} NOT NULL CONSTRAINT memberships_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
    scope_type ${text} NOT NULL,
    scope_id ${text} NOT NULL,
    scope_key ${text} NOT NULL,
    resource_owner ${text} NOT NULL,
    ${details},
    CONSTRAINT memberships_pkey PRIMARY KEY (user_id, scope_type, scope_id, scope_key)
  ) ${clustered}`,
  "CREATE INDEX memberships_scope ON memberships (scope_type, scope_id, scope_key, user_id)",
  `CREATE TABLE membership_roles (
    user_id ${text} NOT NULL,
    scope_type ${text} NOT NULL,
    scope_id ${text} NOT NULL,
    scope_key ${text} NOT NULL,
    position INTEGER NOT NULL,
    role ${text} NOT NULL,
    CONSTRAINT membership_roles_pkey PRIMARY KEY (user_id, scope_type, scope_id, scope_key, position),
    CONSTRAINT membership_roles_membership_fkey FOREIGN KEY (user_id, scope_type, scope_id, scope_key)
      REFERENCES memberships (user_id, scope_type, scope_id, scope_key) ON DELETE CASCADE
  ) ${clustered}`,
  `INSERT INTO memberships SELECT user_id, scope_type, scope_id, '', resource_owner, sequence, creation_time_us,
    change_time_us FROM old_memberships`,
  `INSERT INTO membership_roles SELECT user_id, scope_type, scope_id, '', position, role FROM old_membership_roles`,
  "DROP TABLE old_membership_roles",
  "DROP TABLE old_memberships",
];

/** Role keys of a kind of grant, in the order they were given. */
const roleTable = (grant: "project_grant" | "user_grant", text: string, clustered: string): string =>
  `CREATE TABLE ${grant}_roles (
    grant_id ${text} NOT NULL CONSTRAINT ${grant}_roles_grant_id_fkey REFERENCES ${grant}s (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    role_key ${text} NOT NULL,
    CONSTRAINT ${grant}_roles_pkey PRIMARY KEY (grant_id, position)
  ) ${clustered}`;

/** Metadata of users or organizations; the value is base64. */
const metadataTable = (owner: "user" | "org", text: string, clustered: string): string =>
  `CREATE TABLE ${owner}_metadata (
    owner_id ${text} NOT NULL CONSTRAINT ${owner}_metadata_owner_id_fkey REFERENCES ${owner}s (id) ON DELETE CASCADE,
    key ${text} NOT NULL,
    key_lower ${text} NOT NULL,
    value ${text} NOT NULL,
    ${details},
    CONSTRAINT ${owner}_metadata_pkey PRIMARY KEY (owner_id, key)
  ) ${clustered}`;

const groupTables = (text: string, clustered: string): readonly string[] => [
  `CREATE TABLE groups (
    id ${text} NOT NULL,
    org_id ${text} NOT NULL CONSTRAINT groups_org_id_fkey REFERENCES orgs (id) ON DELETE CASCADE,
    name ${text} NOT NULL,
    name_lower ${text} NOT NULL,
    description ${text} NOT NULL,
    member_limit INTEGER,
    ${aggregateDetails},
    CONSTRAINT groups_name_lower_key UNIQUE (org_id, name_lower),
    CONSTRAINT groups_pkey PRIMARY KEY (id)
  )`,
  "CREATE INDEX groups_org_id ON groups (org_id, id)",
  `CREATE TABLE group_members (
    group_id ${text} NOT NULL CONSTRAINT group_members_group_id_fkey REFERENCES groups (id) ON DELETE CASCADE,
    user_id ${text} NOT NULL CONSTRAINT group_members_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
    ${details},
    CONSTRAINT group_members_pkey PRIMARY KEY (group_id, user_id)
  ) ${clustered}`,
  "CREATE INDEX group_members_user_id ON group_members (user_id, group_id)",
  `CREATE TABLE group_grants (
    group_id ${text} NOT NULL CONSTRAINT group_grants_group_id_fkey REFERENCES groups (id) ON DELETE CASCADE,
    project_id ${text} NOT NULL CONSTRAINT group_grants_project_id_fkey REFERENCES projects (id) ON DELETE CASCADE,
    project_grant_id ${text}
      CONSTRAINT group_grants_project_grant_id_fkey REFERENCES project_grants (id) ON DELETE CASCADE,
    ${details},
    CONSTRAINT group_grants_pkey PRIMARY KEY (group_id, project_id)
  ) ${clustered}`,
  "CREATE INDEX group_grants_project_id ON group_grants (project_id, group_id)",
  "CREATE INDEX group_grants_project_grant_id ON group_grants (project_grant_id)",
  `CREATE TABLE group_grant_roles (
    group_id ${text} NOT NULL,
    project_id ${text} NOT NULL,
    position INTEGER NOT NULL,
    role_key ${text} NOT NULL,
    CONSTRAINT group_grant_roles_pkey PRIMARY KEY (group_id, project_id, position),
    CONSTRAINT group_grant_roles_grant_fkey FOREIGN KEY (group_id, project_id)
      REFERENCES group_grants (group_id, project_id) ON DELETE CASCADE
  ) ${clustered}`,
  "CREATE INDEX group_grant_roles_role_key ON group_grant_roles (role_key, project_id, group_id)",
];
