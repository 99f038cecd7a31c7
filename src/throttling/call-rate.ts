/** So many calls in so much time. */
export interface CallRate {
  readonly calls: number;
  readonly periodMs: number;
}

/** How often each caller calls. */
export interface CallRateLimit {
  /** Counts a call; answers how long its caller has to wait instead when it calls too often. */
  take(caller: string): number | undefined;
  /** How many callers are remembered. */
  readonly size: number;
}

/**
 * Limits each caller to a rate, with a whole period's calls at once: a bucket of `calls` tokens that fills up in a
 * period. Of each caller it remembers the moment at which its bucket will be full again (the "generic cell rate
 * algorithm"), and forgets it once it is.
 *
 * @param nowMs A clock that never goes back.
 */
export function createCallRateLimit({ calls, periodMs }: CallRate, nowMs: () => number): CallRateLimit {
  const intervalMs = periodMs / calls;
  const fullAtMs = new Map<string, number>();
  let sweepAtMs = nowMs() + periodMs;

  /** Once in a period, so that each call pays for its own caller at most. */
  function forgetFull(now: number): void {
    if (now < sweepAtMs) return;
    sweepAtMs = now + periodMs;
    for (const [caller, fullAt] of fullAtMs) if (fullAt <= now) fullAtMs.delete(caller);
  }

  return {
    take(caller) {
      const now = nowMs();
      forgetFull(now);
      const next = Math.max(fullAtMs.get(caller) ?? 0, now) + intervalMs;
      const waitMs = next - now - periodMs;
      // A sum of fractions may be a hair above what it should be.
      if (waitMs > 1e-6 * periodMs) return waitMs;
      fullAtMs.set(caller, next);
      return undefined;
    },
    get size() {
      return fullAtMs.size;
    },
  };
}
