import type { Migration } from "./migration.ts";

/**
 * Definitions of profile fields, the values of those that are unique, and the days on which users become inactive.
 *
 * A value is stored trimmed and in lower case: its primary key is what makes it unique, for every process at once.
 */
export const profileFields: Migration = {
  number: 10,
  name: "profile-fields",
  statements: ({ text, clustered }) => [
    `CREATE TABLE profile_fields (
      name ${text} NOT NULL,
      number INTEGER NOT NULL,
      label ${text} NOT NULL,
      type ${text} NOT NULL,
      is_required INTEGER NOT NULL,
      is_unique INTEGER NOT NULL,
      is_visible INTEGER NOT NULL,
      order_priority INTEGER NOT NULL,
      CONSTRAINT profile_fields_number_key UNIQUE (number),
      CONSTRAINT profile_fields_pkey PRIMARY KEY (name)
    )`,
    `CREATE TABLE profile_field_values (
      field ${text} NOT NULL,
      value ${text} NOT NULL,
      user_id ${text} NOT NULL CONSTRAINT profile_field_values_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      CONSTRAINT profile_field_values_pkey PRIMARY KEY (field, value)
    ) ${clustered}`,
    "CREATE INDEX profile_field_values_user_id ON profile_field_values (user_id, field)",
    `CREATE TABLE user_deactivations (
      user_id ${text} NOT NULL CONSTRAINT user_deactivations_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
      day ${text} NOT NULL,
      CONSTRAINT user_deactivations_pkey PRIMARY KEY (user_id)
    ) ${clustered}`,
    "CREATE INDEX user_deactivations_day ON user_deactivations (day, user_id)",
  ],
};
