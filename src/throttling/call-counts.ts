import type { CallCountRow } from "../storage/contract/index.ts";

/** What becomes of counts, and what to answer. */
export interface CountChange<Result> {
  /** The counts that differ now; empty when none does. */
  readonly rows: readonly CallCountRow[];
  readonly result: Result;
}

/** Where calls are counted. */
export interface CallCounts {
  /**
   * Gives the counts of these budgets, in their order, to `change` and stores what it makes of them, as one step: no
   * other change of one of them comes between. Fails only when the counts cannot be read or stored; nothing is changed
   * then.
   *
   * @param nowUs The time, by which counts whose windows are over are forgotten.
   * @param change Must have no effect but its answer, because it may be called again.
   */
  change<Result>(
    budgets: readonly string[],
    nowUs: number,
    change: (rows: readonly CallCountRow[]) => CountChange<Result>,
  ): Promise<Result>;
}
