import type { Migration } from "./migration.ts";

/**
 * Instance, organizations, users, memberships, personal access tokens and events.
 *
 * Primary keys that are named beside another unique rule stand last: SQLite checks the rules from the last to the first
 * and PostgreSQL the primary key first, so a row that breaks both is refused for its id on both.
 */
export const directory: Migration = {
  number: 1,
  name: "directory",
  statements: ({ text, clustered }) => [
    `CREATE TABLE instance (
      singleton INTEGER NOT NULL CONSTRAINT instance_pkey PRIMARY KEY CHECK (singleton = 1),
      id ${text} NOT NULL,
      name ${text} NOT NULL,
      domain ${text} NOT NULL,
      default_org_id ${text} NOT NULL,
      iam_project_id ${text} NOT NULL,
      admin_user_id ${text} NOT NULL,
      admin_token_id ${text} NOT NULL,
      creation_time_us BIGINT NOT NULL
    )`,
    `CREATE TABLE orgs (
      id ${text} NOT NULL,
      name ${text} NOT NULL,
      name_lower ${text} NOT NULL,
      state ${text} NOT NULL,
      primary_domain ${text} NOT NULL,
      sequence BIGINT NOT NULL,
      last_sequence BIGINT NOT NULL,
      creation_time_us BIGINT NOT NULL,
      change_time_us BIGINT NOT NULL,
      CONSTRAINT orgs_name_lower_key UNIQUE (name_lower),
      CONSTRAINT orgs_pkey PRIMARY KEY (id)
    )`,
    `CREATE TABLE org_domains (
      org_id ${text} NOT NULL CONSTRAINT org_domains_org_id_fkey REFERENCES orgs (id) ON DELETE CASCADE,
      domain ${text} NOT NULL,
      is_verified INTEGER NOT NULL,
      is_primary INTEGER NOT NULL,
      sequence BIGINT NOT NULL,
      creation_time_us BIGINT NOT NULL,
      change_time_us BIGINT NOT NULL,
      CONSTRAINT org_domains_pkey PRIMARY KEY (org_id, domain)
    )`,
    "CREATE UNIQUE INDEX org_domains_verified_key ON org_domains (domain) WHERE is_verified = 1",
    `CREATE TABLE users (
      id ${text} NOT NULL,
      org_id ${text} NOT NULL CONSTRAINT users_org_id_fkey REFERENCES orgs (id),
      type ${text} NOT NULL,
      state INTEGER NOT NULL,
      user_name ${text} NOT NULL,
      user_name_lower ${text} NOT NULL,
      sequence BIGINT NOT NULL,
      last_sequence BIGINT NOT NULL,
      creation_time_us BIGINT NOT NULL,
      change_time_us BIGINT NOT NULL,
      first_name ${text},
      first_name_lower ${text},
      last_name ${text},
      last_name_lower ${text},
      nick_name ${text},
      nick_name_lower ${text},
      display_name ${text},
      display_name_lower ${text},
      preferred_language ${text},
      gender ${text},
      email ${text},
      email_lower ${text},
      is_email_verified INTEGER,
      phone ${text},
      is_phone_verified INTEGER,
      password_hash ${text},
      is_password_change_required INTEGER,
      password_change_time_us BIGINT,
      machine_name ${text},
      machine_description ${text},
      access_token_type ${text},
      CONSTRAINT users_user_name_lower_key UNIQUE (user_name_lower),
      CONSTRAINT users_pkey PRIMARY KEY (id)
    )`,
    "CREATE INDEX users_org_id ON users (org_id, id)",
    "CREATE INDEX users_org_state ON users (org_id, state, id)",
    "CREATE INDEX users_org_type ON users (org_id, type, id)",
    "CREATE INDEX users_org_creation_time ON users (org_id, creation_time_us, id)",
    "CREATE INDEX users_org_user_name ON users (org_id, user_name_lower, id)",
    "CREATE INDEX users_org_first_name ON users (org_id, first_name_lower, id)",
    "CREATE INDEX users_org_last_name ON users (org_id, last_name_lower, id)",
    "CREATE INDEX users_org_nick_name ON users (org_id, nick_name_lower, id)",
    "CREATE INDEX users_org_display_name ON users (org_id, display_name_lower, id)",
    "CREATE INDEX users_org_email ON users (org_id, email_lower, id)",
    `CREATE TABLE memberships (
      user_id ${text} NOT NULL CONSTRAINT memberships_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      scope_type ${text} NOT NULL,
      scope_id ${text} NOT NULL,
      resource_owner ${text} NOT NULL,
      sequence BIGINT NOT NULL,
      creation_time_us BIGINT NOT NULL,
      change_time_us BIGINT NOT NULL,
      CONSTRAINT memberships_pkey PRIMARY KEY (user_id, scope_type, scope_id)
    ) ${clustered}`,
    "CREATE INDEX memberships_scope ON memberships (scope_type, scope_id, user_id)",
    `CREATE TABLE membership_roles (
      user_id ${text} NOT NULL,
      scope_type ${text} NOT NULL,
      scope_id ${text} NOT NULL,
      position INTEGER NOT NULL,
      role ${text} NOT NULL,
      CONSTRAINT membership_roles_pkey PRIMARY KEY (user_id, scope_type, scope_id, position),
      CONSTRAINT membership_roles_membership_fkey FOREIGN KEY (user_id, scope_type, scope_id)
        REFERENCES memberships (user_id, scope_type, scope_id) ON DELETE CASCADE
    ) ${clustered}`,
    `CREATE TABLE tokens (
      id ${text} NOT NULL,
      user_id ${text} NOT NULL CONSTRAINT tokens_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      hash ${text} NOT NULL,
      expiration_time_us BIGINT NOT NULL,
      sequence BIGINT NOT NULL,
      creation_time_us BIGINT NOT NULL,
      change_time_us BIGINT NOT NULL,
      CONSTRAINT tokens_hash_key UNIQUE (hash),
      CONSTRAINT tokens_pkey PRIMARY KEY (id)
    )`,
    "CREATE INDEX tokens_user_id ON tokens (user_id, id)",
    `CREATE TABLE token_scopes (
      token_id ${text} NOT NULL CONSTRAINT token_scopes_token_id_fkey REFERENCES tokens (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      scope ${text} NOT NULL,
      CONSTRAINT token_scopes_pkey PRIMARY KEY (token_id, position)
    ) ${clustered}`,
    `CREATE TABLE events (
      aggregate_type ${text} NOT NULL,
      aggregate_id ${text} NOT NULL,
      sequence BIGINT NOT NULL,
      type ${text} NOT NULL,
      resource_owner ${text} NOT NULL,
      editor_id ${text} NOT NULL,
      face ${text} NOT NULL,
      time_us BIGINT NOT NULL,
      payload ${text} NOT NULL,
      CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, sequence)
    ) ${clustered}`,
  ],
};
