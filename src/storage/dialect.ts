import type { Expression, QueryCompiler, RawBuilder, SqlBool } from "kysely";
import type { Ddl } from "./migrations/migration.ts";

/** The few places where the two engines' SQL differs. */
export interface EngineDialect {
  readonly name: "sqlite" | "postgres";
  readonly ddl: Ddl;
  createQueryCompiler(): QueryCompiler;
  /** Whether the column's text is one of those in a JSON array that is given as one parameter. An index can serve it. */
  isAmong(column: string, jsonArray: Expression<string>): RawBuilder<SqlBool>;
  /** Whether the column's number is one of those in a JSON array that is given as one parameter. An index can serve it. */
  isAmongIntegers(column: string, jsonArray: Expression<string>): RawBuilder<SqlBool>;
  /** The texts of all rows as one JSON array, in the order of their positions; `[]` of no rows. */
  jsonArrayOf(text: Expression<string>, position: Expression<number>): RawBuilder<string>;
  /** Whether rows can be locked one by one; SQLite's one writer needs no such lock. */
  readonly hasRowLocks: boolean;
  /**
   * Whether commands run at the same time in one transaction. Statements that only together leave what a neighbour may
   * see are then sent together; otherwise the next is sent when the one before has succeeded.
   */
  readonly sharesTransactions: boolean;
  /** A small number, another one on most connections: commands on different connections change rows of their own by it. */
  readonly shard: RawBuilder<number>;
}
