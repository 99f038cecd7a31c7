import { DomainError } from "../directory/errors.ts";
import type { ConcurrencyLimit } from "./concurrency-limit.ts";

/** How many attempts may wait. */
export interface AttemptLimits {
  /** Attempts that run or wait, of one key. */
  readonly perKey: number;
  /** Attempts that run or wait, all together. */
  readonly total: number;
}

/** Runs attempts: those of one key one after another, and never more at the same time than there are places. */
export type AttemptQueue = <Result>(key: string, attempt: () => Promise<Result>) => Promise<Result>;

/**
 * A queue within these limits for the places of `limit`, which others may use, too. An attempt beyond them fails at once with `loginsBusy`: a flood of attempts must take
 * neither all memory nor all threads.
 */
export function createAttemptQueue(limits: AttemptLimits, limit: ConcurrencyLimit): AttemptQueue {
  const countByKey = new Map<string, number>();
  const lastByKey = new Map<string, Promise<unknown>>();
  let total = 0;

  async function runInTurn<Result>(before: Promise<unknown>, attempt: () => Promise<Result>): Promise<Result> {
    await before;
    return limit(attempt);
  }

  return async function enqueue(key, attempt) {
    const count = countByKey.get(key) ?? 0;
    if (count >= limits.perKey || total >= limits.total) throw new DomainError("loginsBusy");
    countByKey.set(key, count + 1);
    total++;
    const run = runInTurn(lastByKey.get(key) ?? Promise.resolve(), attempt);
    // Who waits for this one does not care how it ended.
    const ended = run.then(
      () => undefined,
      () => undefined,
    );
    lastByKey.set(key, ended);
    try {
      return await run;
    } finally {
      total--;
      const left = (countByKey.get(key) ?? 1) - 1;
      if (left > 0) countByKey.set(key, left);
      else {
        countByKey.delete(key);
        lastByKey.delete(key);
      }
    }
  };
}
