import type { CallCountRow } from "../storage/contract/index.ts";
import type { CallCounts, CountChange } from "./call-counts.ts";
import { isOver, noCalls } from "./window.ts";

/** Counts in this process's memory. */
export interface MemoryCallCounts extends CallCounts {
  /** How many budgets have a count. */
  readonly size: number;
}

/**
 * Counts in this process's memory, for a server that is alone; they begin anew with it.
 *
 * A count is there only while its window lasts and calls are in it, so there are no more of them than calls may be made
 * in a minute: one for each, and one for each family. Nothing runs by itself: each change forgets what is over.
 */
export function createMemoryCallCounts(): MemoryCallCounts {
  // In the order in which the windows began.
  const counts = new Map<string, CallCountRow>();

  function forgetOver(nowUs: number): void {
    for (const [budget, count] of counts) {
      if (!isOver(count, nowUs)) return;
      counts.delete(budget);
    }
  }

  function store(count: CallCountRow): void {
    const isNewWindow = counts.get(count.budget)?.windowStartUs !== count.windowStartUs;
    if (isNewWindow || count.callCount === 0) counts.delete(count.budget);
    if (count.callCount > 0) counts.set(count.budget, count);
  }

  return {
    get size() {
      return counts.size;
    },
    // Awaits nothing, so nothing comes between.
    async change<Result>(
      budgets: readonly string[],
      nowUs: number,
      change: (rows: readonly CallCountRow[]) => CountChange<Result>,
    ): Promise<Result> {
      forgetOver(nowUs);
      const { rows, result } = change(budgets.map((budget) => counts.get(budget) ?? noCalls(budget)));
      for (const row of rows) store(row);
      return result;
    },
  };
}
