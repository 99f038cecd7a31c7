import { sql } from "kysely";
import type { Connection } from "../connection.ts";
import type { CallCountRow, CallCountWriter } from "../contract/call-counts.ts";
import type { CallCountsTable } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { columnNames, insertsByCount, passingOverHeld, type QueryBuilder } from "./builder.ts";
import { runAll } from "./scope-removal.ts";

const callCountColumnNames = columnNames<CallCountsTable>({ budget: true, window_start_us: true, call_count: true });

/** The queries on call counts, compiled for one engine. */
export type CallCountQueries = ReturnType<typeof createCallCountQueries>;

/** Locks a row, whether it was there or not: the update changes nothing of one that was. */
const lockStored = sql`on conflict (budget) do update set call_count = call_counts.call_count`;
const replaceStored = sql`on conflict (budget) do update
  set window_start_us = excluded.window_start_us, call_count = excluded.call_count`;

/** The queries on call counts, compiled for one engine. */
export function createCallCountQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  return {
    lock: insertsByCount<CallCountsTable>(builder, "call_counts", callCountColumnNames, lockStored),
    findMany: prepare<{ readonly budgets: string }, CallCountsTable>((param) =>
      db
        .selectFrom("call_counts")
        .selectAll()
        .where(dialect.isAmong("budget", param("budgets"))),
    ),
    set: insertsByCount<CallCountsTable>(builder, "call_counts", callCountColumnNames, replaceStored),
    deleteBefore: prepare<{ readonly window_start_us: number; readonly limit: number }, unknown>((param) =>
      db.deleteFrom("call_counts").where("budget", "in", ({ selectFrom }) => {
        const oldest = selectFrom("call_counts")
          .select("budget")
          .where("window_start_us", "<", param("window_start_us"))
          .orderBy("window_start_us")
          .orderBy("budget")
          .limit(param("limit"));
        return passingOverHeld(dialect, oldest);
      }),
    ),
  };
}

const rowFromColumns = (columns: CallCountsTable): CallCountRow => ({
  budget: columns.budget,
  windowStartUs: columns.window_start_us,
  callCount: columns.call_count,
});

/** Writes of call counts in the transaction of this connection. */
export const createCallCountWriter = (connection: Connection, queries: CallCountQueries): CallCountWriter => ({
  async lock(budgets) {
    if (budgets.length === 0) return [];
    // In one order for all: two commands cannot each hold what the other needs next.
    const locks = budgets.toSorted().map((budget) => ({ budget, window_start_us: 0, call_count: 0 }));
    const locked = runAll(connection, queries.lock(locks));
    // By a statement of its own, sent without waiting: it sees what those have written that the locks waited for.
    const reads = connection.run(queries.findMany({ budgets: jsonTexts(budgets) }));
    const [found] = await Promise.all([reads, locked]);
    const rows = new Map(found.map((row) => [row.budget, rowFromColumns(row)]));
    return budgets.map((budget) => rows.get(budget) ?? { budget, windowStartUs: 0, callCount: 0 });
  },
  async set(rows) {
    const columns = rows.map((row) => ({
      budget: row.budget,
      window_start_us: row.windowStartUs,
      call_count: row.callCount,
    }));
    await runAll(connection, queries.set(columns));
  },
  async deleteBefore(windowStartUs, limit) {
    await connection.run(queries.deleteBefore({ window_start_us: windowStartUs, limit }));
  },
});
