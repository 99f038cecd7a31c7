const firstDelayMs = 100;
const longestDelayMs = 30_000;

/** A worker that has lived for this long was not ended by what it found at its start. */
const steadyMs = 60_000;

/** How long to wait before a worker is started again. */
export interface RestartDelay {
  /**
   * The wait after a worker that lived for so long: a tenth of a second, then twice as long each time, up to half a minute.
   * One that lived for a minute begins anew.
   */
  next(livedMs: number): number;
}

/** Creates a {@link RestartDelay} for one worker. */
export function createRestartDelay(): RestartDelay {
  let delayMs = firstDelayMs;
  return {
    next(livedMs) {
      if (livedMs >= steadyMs) delayMs = firstDelayMs;
      const nextMs = delayMs;
      delayMs = Math.min(delayMs * 2, longestDelayMs);
      return nextMs;
    },
  };
}
