import type { Storage } from "../storage/contract/index.ts";
import type { CallCounts } from "./call-counts.ts";
import { windowUs } from "./window.ts";

/** Each change takes up to so many counts away whose windows are over; it adds two at most. */
const overMax = 8;

/**
 * Counts in the directory's database, which several processes share. Each change is a command like any other: it shares
 * its commit with those that wait at the same time.
 */
export const createStoredCallCounts = (storage: Pick<Storage, "command">): CallCounts => ({
  change: (budgets, nowUs, change) =>
    storage.command({
      keys: budgets.map((budget) => `calls:${budget}`),
      async run({ callCounts }) {
        const { rows, result } = change(await callCounts.lock(budgets));
        if (rows.length > 0) await callCounts.set(rows);
        await callCounts.deleteBefore(nowUs - windowUs, overMax);
        return result;
      },
    }),
});
