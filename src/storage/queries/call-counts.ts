import type { Connection } from "../connection.ts";
import type { CallCountRow, CallCountWriter } from "../contract/call-counts.ts";
import type { CallCountsTable } from "../tables.ts";
import { columnNames, passingOverHeld, type QueryBuilder, valuesOf } from "./builder.ts";

const callCountColumnNames = columnNames<CallCountsTable>({ budget: true, window_start_us: true, call_count: true });

/** The queries on call counts, compiled for one engine. */
export type CallCountQueries = ReturnType<typeof createCallCountQueries>;

/** The queries on call counts, compiled for one engine. */
export const createCallCountQueries = ({ db, dialect, prepare }: QueryBuilder) => ({
  /** Locks the row, whether it was there or not: the update changes nothing of one that was. */
  lock: prepare<CallCountsTable, unknown>((param) =>
    db
      .insertInto("call_counts")
      .values(valuesOf(param, callCountColumnNames))
      .onConflict((conflict) =>
        conflict.column("budget").doUpdateSet((eb) => ({ call_count: eb.ref("call_counts.call_count") })),
      ),
  ),
  find: prepare<Pick<CallCountsTable, "budget">, CallCountsTable>((param) =>
    db.selectFrom("call_counts").selectAll().where("budget", "=", param("budget")),
  ),
  set: prepare<CallCountsTable, unknown>((param) =>
    db
      .insertInto("call_counts")
      .values(valuesOf(param, callCountColumnNames))
      .onConflict((conflict) =>
        conflict.column("budget").doUpdateSet((eb) => ({
          window_start_us: eb.ref("excluded.window_start_us"),
          call_count: eb.ref("excluded.call_count"),
        })),
      ),
  ),
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
});

const rowFromColumns = (columns: CallCountsTable): CallCountRow => ({
  budget: columns.budget,
  windowStartUs: columns.window_start_us,
  callCount: columns.call_count,
});

/** Writes of call counts in the transaction of this connection. */
export const createCallCountWriter = (connection: Connection, queries: CallCountQueries): CallCountWriter => ({
  async lock(budgets) {
    // In one order for all, sent without waiting: two commands cannot each hold what the other needs next.
    const locks = budgets
      .toSorted()
      .map((budget) => connection.run(queries.lock({ budget, window_start_us: 0, call_count: 0 })));
    // Read afterwards, which sees what those have written that this one waited for.
    const reads = budgets.map((budget) => connection.run(queries.find({ budget })));
    const [locked] = await Promise.all([Promise.all(reads), ...locks]);
    const rows = new Map(locked.flat().map((row) => [row.budget, rowFromColumns(row)]));
    return budgets.map((budget) => rows.get(budget) ?? { budget, windowStartUs: 0, callCount: 0 });
  },
  async set(rows) {
    await Promise.all(
      rows.map((row) =>
        connection.run(
          queries.set({ budget: row.budget, window_start_us: row.windowStartUs, call_count: row.callCount }),
        ),
      ),
    );
  },
  async deleteBefore(windowStartUs, limit) {
    await connection.run(queries.deleteBefore({ window_start_us: windowStartUs, limit }));
  },
});
