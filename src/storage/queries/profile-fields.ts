import { sql } from "kysely";
import type { Connection } from "../connection.ts";
import { userId } from "../contract/ids.ts";
import type {
  ProfileFieldReader,
  ProfileFieldRow,
  ProfileFieldValue,
  ProfileFieldWriter,
} from "../contract/profile-fields.ts";
import { flag, type ProfileFieldsTable, type ProfileFieldValuesTable } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { columnNames, insertsByCount, type QueryBuilder } from "./builder.ts";
import { runAll } from "./scope-removal.ts";

const fieldColumnNames = columnNames<ProfileFieldsTable>({
  name: true,
  number: true,
  label: true,
  type: true,
  is_required: true,
  is_unique: true,
  is_visible: true,
  order_priority: true,
});
const valueColumnNames = columnNames<ProfileFieldValuesTable>({ field: true, value: true, user_id: true });

const replaceStored = sql`on conflict (name) do update set number = excluded.number, label = excluded.label,
  type = excluded.type, is_required = excluded.is_required, is_unique = excluded.is_unique,
  is_visible = excluded.is_visible, order_priority = excluded.order_priority`;

/** The queries on profile fields, compiled for one engine. */
export type ProfileFieldQueries = ReturnType<typeof createProfileFieldQueries>;

/** The queries on profile fields, compiled for one engine. */
export function createProfileFieldQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  return {
    list: prepare<object, ProfileFieldsTable>(() =>
      db.selectFrom("profile_fields").selectAll().orderBy("order_priority").orderBy("name"),
    ),
    findOwner: prepare<ProfileFieldValue, { readonly user_id: string }>((param) =>
      db
        .selectFrom("profile_field_values")
        .select("user_id")
        .where("field", "=", param("field"))
        .where("value", "=", param("value")),
    ),
    set: insertsByCount<ProfileFieldsTable>(builder, "profile_fields", fieldColumnNames, replaceStored),
    delete: prepare<{ readonly name: string }, unknown>((param) =>
      db.deleteFrom("profile_fields").where("name", "=", param("name")),
    ),
    deleteValues: prepare<{ readonly field: string }, unknown>((param) =>
      db.deleteFrom("profile_field_values").where("field", "=", param("field")),
    ),
    claim: insertsByCount<ProfileFieldValuesTable>(builder, "profile_field_values", valueColumnNames),
    release: prepare<{ readonly user_id: string; readonly fields: string }, unknown>((param) =>
      db
        .deleteFrom("profile_field_values")
        .where("user_id", "=", param("user_id"))
        .where(dialect.isAmong("field", param("fields"))),
    ),
  };
}

const fieldColumns = (row: ProfileFieldRow): ProfileFieldsTable => ({
  name: row.name,
  number: row.number,
  label: row.label,
  type: row.type,
  is_required: flag(row.isRequired),
  is_unique: flag(row.isUnique),
  is_visible: flag(row.isVisible),
  order_priority: row.orderPriority,
});

const fieldFromColumns = (columns: ProfileFieldsTable): ProfileFieldRow => ({
  name: columns.name,
  number: columns.number,
  label: columns.label,
  type: columns.type,
  isRequired: columns.is_required === 1,
  isUnique: columns.is_unique === 1,
  isVisible: columns.is_visible === 1,
  orderPriority: columns.order_priority,
});

/** Reads of profile fields on this connection. */
export function createProfileFieldReader(connection: Connection, queries: ProfileFieldQueries): ProfileFieldReader {
  return {
    list: async () => (await connection.run(queries.list({}))).map(fieldFromColumns),
    async findOwner({ field, value }) {
      const [row] = await connection.run(queries.findOwner({ field, value }));
      return row && userId(row.user_id);
    },
  };
}

/** Reads and writes of profile fields in the transaction of this connection. */
export function createProfileFieldWriter(connection: Connection, queries: ProfileFieldQueries): ProfileFieldWriter {
  const release: ProfileFieldWriter["release"] = async (id, fields) => {
    if (fields.length > 0) await connection.run(queries.release({ user_id: id, fields: jsonTexts(fields) }));
  };
  return {
    set: async (row) => runAll(connection, queries.set([fieldColumns(row)])),
    delete: async (name) => runAll(connection, [queries.delete({ name }), queries.deleteValues({ field: name })]),
    async claim(id, values) {
      await release(
        id,
        values.map(({ field }) => field),
      );
      await runAll(connection, queries.claim(values.map(({ field, value }) => ({ field, value, user_id: id }))));
    },
    release,
    ...createProfileFieldReader(connection, queries),
  };
}
