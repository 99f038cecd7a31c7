import type { CallCountRow } from "../storage/contract/index.ts";

/** Calls are counted in windows of a minute. Each begins with the first call in it, so not all end at once. */
export const windowUs = 60_000_000;

/** How many calls a client, or all of them, may make in a window. */
export interface Budget {
  /** Names it where the calls are counted. */
  readonly name: string;
  /** Names it to the caller. */
  readonly policy: string;
  readonly limit: number;
}

/** What is left of a budget. */
export interface BudgetState {
  readonly policy: string;
  readonly limit: number;
  readonly remaining: number;
  /** When all of it is there again; `undefined` when it is. Whole seconds, rounded up. */
  readonly resetSeconds: number | undefined;
}

/** The count of a budget that has had no call. */
export const noCalls = (budget: string): CallCountRow => ({ budget, windowStartUs: 0, callCount: 0 });

/** Whether a window is over. A start far ahead means that the clock was set back; a little is what clocks differ by. */
export const isOver = ({ windowStartUs }: CallCountRow, nowUs: number): boolean =>
  Math.abs(nowUs - windowStartUs) >= windowUs;

/** The count as it stands now: that of a new window when its own is over. */
export const countAt = (count: CallCountRow, nowUs: number): CallCountRow =>
  count.callCount === 0 || isOver(count, nowUs) ? { budget: count.budget, windowStartUs: nowUs, callCount: 0 } : count;

/** The count with one more call. */
export const addCall = (count: CallCountRow): CallCountRow => ({ ...count, callCount: count.callCount + 1 });

/** The count without a call that was counted in `taken`; when the window is another one by now, the call is in none. */
export const removeCall = (count: CallCountRow, taken: CallCountRow): CallCountRow =>
  count.windowStartUs === taken.windowStartUs && count.callCount > 0
    ? { ...count, callCount: count.callCount - 1 }
    : count;

/** Whole seconds until the count's window is over, at least 1. */
export const secondsLeft = ({ windowStartUs }: CallCountRow, nowUs: number): number =>
  Math.max(1, Math.ceil((windowStartUs + windowUs - nowUs) / 1_000_000));

/** What is left of a budget that has had these calls. */
export const stateOf = ({ policy, limit }: Budget, count: CallCountRow, nowUs: number): BudgetState => ({
  policy,
  limit,
  remaining: Math.max(0, limit - count.callCount),
  resetSeconds: count.callCount === 0 ? undefined : secondsLeft(count, nowUs),
});
