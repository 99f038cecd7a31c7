import { sql } from "kysely";
import type { Connection } from "../connection.ts";
import { userId } from "../contract/ids.ts";
import type {
  UserDeactivationReader,
  UserDeactivationRow,
  UserDeactivationWriter,
} from "../contract/user-deactivations.ts";
import type { UserDeactivationsTable } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { columnNames, insertsByCount, type QueryBuilder } from "./builder.ts";
import { runAll } from "./scope-removal.ts";

const deactivationColumnNames = columnNames<UserDeactivationsTable>({ user_id: true, day: true });
const replaceStored = sql`on conflict (user_id) do update set day = excluded.day`;

/** The queries on scheduled deactivations, compiled for one engine. */
export type UserDeactivationQueries = ReturnType<typeof createUserDeactivationQueries>;

/** The queries on scheduled deactivations, compiled for one engine. */
export function createUserDeactivationQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  return {
    findMany: prepare<{ readonly ids: string }, UserDeactivationsTable>((param) =>
      db
        .selectFrom("user_deactivations")
        .selectAll()
        .where(dialect.isAmong("user_id", param("ids")))
        .orderBy("user_id"),
    ),
    listDue: prepare<{ readonly day: string; readonly limit: number }, UserDeactivationsTable>((param) =>
      db
        .selectFrom("user_deactivations")
        .selectAll()
        .where("day", "<=", param("day"))
        .orderBy("day")
        .orderBy("user_id")
        .limit(param("limit")),
    ),
    set: insertsByCount<UserDeactivationsTable>(builder, "user_deactivations", deactivationColumnNames, replaceStored),
    delete: prepare<{ readonly user_id: string }, unknown>((param) =>
      db.deleteFrom("user_deactivations").where("user_id", "=", param("user_id")),
    ),
  };
}

const fromColumns = (columns: UserDeactivationsTable): UserDeactivationRow => ({
  userId: userId(columns.user_id),
  day: columns.day,
});

/** Reads of scheduled deactivations on this connection. */
export const createUserDeactivationReader = (
  connection: Connection,
  queries: UserDeactivationQueries,
): UserDeactivationReader => ({
  async findMany(ids) {
    if (ids.length === 0) return [];
    return (await connection.run(queries.findMany({ ids: jsonTexts(ids) }))).map(fromColumns);
  },
  listDue: async (day, limit) => (await connection.run(queries.listDue({ day, limit }))).map(fromColumns),
});

/** Reads and writes of scheduled deactivations in the transaction of this connection. */
export const createUserDeactivationWriter = (
  connection: Connection,
  queries: UserDeactivationQueries,
): UserDeactivationWriter => ({
  set: ({ userId: id, day }) => runAll(connection, queries.set([{ user_id: id, day }])),
  async delete(id) {
    await connection.run(queries.delete({ user_id: id }));
  },
  ...createUserDeactivationReader(connection, queries),
});
