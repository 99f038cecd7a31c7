import { SqliteQueryCompiler, sql } from "kysely";
import type { EngineDialect } from "../dialect.ts";

/** How SQLite's SQL differs. */
export const sqliteDialect: EngineDialect = {
  name: "sqlite",
  ddl: { text: "TEXT", clustered: "WITHOUT ROWID" },
  createQueryCompiler: () => new SqliteQueryCompiler(),
  isAmong: (column, jsonArray) => sql`${sql.ref(column)} in (select value from json_each(${jsonArray}))`,
  isAmongIntegers: (column, jsonArray) => sql`${sql.ref(column)} in (select value from json_each(${jsonArray}))`,
  jsonArrayOf: (text, position) => sql`json_group_array(${text} order by ${position})`,
  hasRowLocks: false,
  sharesTransactions: false,
  shard: sql`0`,
};
