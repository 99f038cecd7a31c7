import { sql } from "kysely";
import type { Connection, Query } from "../connection.ts";
import { userId } from "../contract/ids.ts";
import type {
  MetadataListQuery,
  MetadataOwner,
  MetadataReader,
  MetadataRow,
  MetadataWriter,
} from "../contract/metadata.ts";
import type { MetadataTable } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { columnNames, insertsByCount, type Param, type QueryBuilder } from "./builder.ts";
import { type PageRow, pageFromRows, pageQuery } from "./page.ts";
import { runAll } from "./scope-removal.ts";
import { joinConditions, textConditions } from "./text-condition.ts";

const metadataColumnNames = columnNames<MetadataTable>({
  owner_id: true,
  key: true,
  key_lower: true,
  value: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

const replaceStored = sql`on conflict (owner_id, key) do update set value = excluded.value,
  sequence = excluded.sequence, change_time_us = excluded.change_time_us`;

interface Keys {
  readonly owner_id: string;
  /** JSON array. */
  readonly keys: string;
}

// The two tables have the same columns, and Kysely takes one name at a time.
const tableOf = (type: MetadataOwner["type"]) => `${type}_metadata` as "user_metadata";

/** The queries on metadata, compiled for one engine. */
export type MetadataQueries = ReturnType<typeof createMetadataQueries>;

/** The queries on metadata, compiled for one engine. */
export function createMetadataQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  const createQueriesOf = (type: MetadataOwner["type"]) => ({
    findMany: prepare<Keys, MetadataTable>((param) =>
      db
        .selectFrom(tableOf(type))
        .selectAll()
        .where("owner_id", "=", param("owner_id"))
        .where(dialect.isAmong("key", param("keys")))
        .orderBy("key"),
    ),
    set: insertsByCount<MetadataTable>(builder, tableOf(type), metadataColumnNames, replaceStored),
    delete: prepare<Keys, unknown>((param) =>
      db
        .deleteFrom(tableOf(type))
        .where("owner_id", "=", param("owner_id"))
        .where(dialect.isAmong("key", param("keys"))),
    ),
  });
  const listOfUsers = (param: Param<{ readonly keys: string }>) =>
    db
      .selectFrom("user_metadata")
      .selectAll()
      .where(dialect.isAmong("key", param("keys")))
      .orderBy("owner_id")
      .orderBy("key");
  return {
    builder,
    user: createQueriesOf("user"),
    org: createQueriesOf("org"),
    listOfAllUsers: prepare<{ readonly keys: string }, MetadataTable>(listOfUsers),
    listOfUsers: prepare<{ readonly keys: string; readonly ids: string }, MetadataTable>((param) =>
      listOfUsers(param).where(dialect.isAmong("owner_id", param("ids"))),
    ),
  };
}

/** The statement that answers one page of an owner's metadata. */
export function metadataListQuery(
  { db, compile }: QueryBuilder,
  { owner, keys, page }: MetadataListQuery,
): Query<PageRow<MetadataTable>> {
  const matching = db
    .selectFrom(tableOf(owner.type))
    .where((eb) =>
      joinConditions("and", [
        eb("owner_id", "=", owner.id),
        ...textConditions({ exact: "key", lower: "key_lower" }, keys),
      ]),
    );
  return compile(
    pageQuery<MetadataTable>(db, {
      count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
      page: matching.selectAll().orderBy("key").limit(page.limit).offset(page.offset),
      orderBy: ["key"],
    }),
  );
}

const metadataColumns = (row: MetadataRow): MetadataTable => ({
  owner_id: row.owner.id,
  key: row.key,
  key_lower: lowerCase(row.key),
  value: Buffer.from(row.value.buffer, row.value.byteOffset, row.value.byteLength).toString("base64"),
  sequence: row.sequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
});

const metadataFromColumns =
  (owner: MetadataOwner) =>
  (columns: MetadataTable): MetadataRow => ({
    owner,
    key: columns.key,
    value: new Uint8Array(Buffer.from(columns.value, "base64")),
    sequence: columns.sequence,
    creationTimeUs: columns.creation_time_us,
    changeTimeUs: columns.change_time_us,
  });

/** Reads of metadata on this connection. */
export function createMetadataReader(connection: Connection, queries: MetadataQueries): MetadataReader {
  return {
    async findMany(owner, keys) {
      if (keys.length === 0) return [];
      const found = queries[owner.type].findMany({ owner_id: owner.id, keys: jsonTexts(keys) });
      return (await connection.run(found)).map(metadataFromColumns(owner));
    },
    async listOfUsers(ids, keys) {
      if (ids?.length === 0 || keys.length === 0) return [];
      const params = { keys: jsonTexts(keys) };
      const query =
        ids === undefined ? queries.listOfAllUsers(params) : queries.listOfUsers({ ...params, ids: jsonTexts(ids) });
      const rows = await connection.run(query);
      return rows.map((row) => metadataFromColumns({ type: "user", id: userId(row.owner_id) })(row));
    },
    async list(query) {
      const rows = await connection.run(metadataListQuery(queries.builder, query));
      return pageFromRows(rows, "key", metadataFromColumns(query.owner));
    },
  };
}

/** Reads and writes of metadata in the transaction of this connection. */
export function createMetadataWriter(connection: Connection, queries: MetadataQueries): MetadataWriter {
  return {
    async set(rows) {
      for (const type of ["user", "org"] as const) {
        const ofType = rows.filter(({ owner }) => owner.type === type);
        await runAll(connection, queries[type].set(lastOfEachKey(ofType).map(metadataColumns)));
      }
    },
    async delete(owner, keys) {
      if (keys.length === 0) return;
      await connection.run(queries[owner.type].delete({ owner_id: owner.id, keys: jsonTexts(keys) }));
    },
    ...createMetadataReader(connection, queries),
  };
}

/** PostgreSQL refuses a statement that replaces one row twice. */
const lastOfEachKey = (rows: readonly MetadataRow[]): readonly MetadataRow[] => [
  ...new Map(rows.map((row) => [JSON.stringify([row.owner.id, row.key]), row])).values(),
];
