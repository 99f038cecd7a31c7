import { PostgresQueryCompiler, sql } from "kysely";
import type { EngineDialect } from "../dialect.ts";

/** How PostgreSQL's SQL differs. Bytes order text as SQLite orders it, whatever the database's own collation is. */
export const postgresDialect: EngineDialect = {
  name: "postgres",
  ddl: { text: 'TEXT COLLATE "C"', clustered: "" },
  createQueryCompiler: () => new PostgresQueryCompiler(),
  // An array rather than `in` a subquery, of which the planner expects a hundred rows and then reads whole tables.
  isAmong: (column, jsonArray) =>
    sql`${sql.ref(column)} = any(array(select json_array_elements_text(cast(cast(${jsonArray} as text) as json))))`,
  isAmongIntegers: (column, jsonArray) =>
    sql`${sql.ref(column)} = any(array(select cast(json_array_elements_text(cast(cast(${jsonArray} as text) as json)) as integer)))`,
  jsonArrayOf: (text, position) => sql`cast(coalesce(json_agg(${text} order by ${position}), '[]') as text)`,
  hasRowLocks: true,
  sharesTransactions: true,
  // Connections that are made one after another have neighbouring numbers.
  shard: sql`pg_backend_pid() % 32`,
};
