import { createWaitingLine } from "../waiting-line.ts";
import type { TurnClock } from "./turn-clock.ts";

/** What a gate lets through. */
export interface CallGateOptions {
  /** Calls that are worked on at a time. */
  readonly maxRunning: number;
  /** Calls that wait for a place at a time; further ones are refused. */
  readonly maxWaiting: number;
  /** Longest wait for a place, and for the process to come to a call at all. */
  readonly maxWaitMs: number;
  /** The error that refused calls get. */
  readonly createRefusal: () => Error;
  /** Told of refusals at most once in ten seconds, with how many there were since it was told last. Default: nobody is. */
  readonly onRefusals?: (count: number) => void;
  /** Told, at most ten times in a second, that the line is late: calls wait longer than they should. Default: nobody is. */
  readonly onLate?: () => void;
  /** Says which calls the process comes to too late. */
  readonly turnClock: TurnClock;
}

/** What a gate has done since it was made, and what is behind it now. */
export interface CallGateMetrics {
  /** Calls that are worked on. */
  readonly running: number;
  /** Calls that wait for a place. */
  readonly waiting: number;
  /** Calls that were let through. */
  readonly admitted: number;
  /** Calls that were refused because too many waited. */
  readonly refusedFull: number;
  /** Calls that were refused because they had waited too long. */
  readonly refusedWaited: number;
  /** Calls that were refused because the process came to them too late. */
  readonly refusedLate: number;
  /** Calls whose callers went away, or whose deadlines passed, while they waited. */
  readonly abandoned: number;
}

/** A call that waits for a place. */
export interface Waiting {
  /** True when it has its place, false when it left. Rejects with the refusal when it waited too long. */
  readonly admitted: Promise<boolean>;
  /** Gives up waiting; does nothing to a call that has its place. */
  abandon(): void;
}

/**
 * Lets so many calls be worked on at a time, some wait, and refuses the rest. A call passes in three steps: it arrives,
 * it enters at once or waits, it leaves.
 */
export interface CallGate {
  /** A call begins to be read. Throws the refusal when there is no sense in reading on. */
  arrive(): void;
  /** Takes a place if there is one; without one the call has to {@link wait}. */
  enter(): boolean;
  wait(): Waiting;
  /** Gives back the place that a call has. */
  leave(): void;
  metrics(): CallGateMetrics;
}

interface WaitingCall {
  readonly admit: (hasPlace: boolean) => void;
  readonly refuse: (error: Error) => void;
}

const reportEveryMs = 10_000;
const tellLateEveryMs = 100;

/**
 * A gate. While the line is short in time, who came first is next. Once the first has waited half of what is allowed,
 * the last one is: whoever came first then is about to give up, and serving the line in order would serve everybody
 * late.
 */
export function createCallGate(options: CallGateOptions): CallGate {
  const { maxRunning, maxWaiting, maxWaitMs, createRefusal, turnClock } = options;
  const line = createWaitingLine<WaitingCall>();
  const counts = { admitted: 0, refusedFull: 0, refusedWaited: 0, refusedLate: 0, abandoned: 0 };
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  let toldLateMs = Number.NEGATIVE_INFINITY;
  let reportedMs = Number.NEGATIVE_INFINITY;
  let unreported = 0;

  function refusal(reason: "refusedFull" | "refusedWaited" | "refusedLate"): Error {
    counts[reason]++;
    unreported++;
    const nowMs = performance.now();
    tellLate(nowMs);
    if (nowMs - reportedMs >= reportEveryMs) {
      reportedMs = nowMs;
      options.onRefusals?.(unreported);
      unreported = 0;
    }
    return createRefusal();
  }

  function tellLate(nowMs: number): void {
    if (nowMs - toldLateMs < tellLateEveryMs) return;
    toldLateMs = nowMs;
    options.onLate?.();
  }

  /** One timer for the whole line: all may wait equally long, so the oldest is the first whose time is up. */
  function watchOldest(): void {
    if (timer !== undefined || line.oldest === undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        refuseOverdue();
        watchOldest();
      },
      line.oldest.sinceMs + maxWaitMs - performance.now(),
    );
  }

  function refuseOverdue(): void {
    // Timers may fire a little early.
    const overdueMs = performance.now() - maxWaitMs + 1;
    while (line.oldest !== undefined && line.oldest.sinceMs <= overdueMs) {
      line.takeOldest()?.refuse(refusal("refusedWaited"));
    }
  }

  function takeNext(): WaitingCall | undefined {
    const { oldest } = line;
    if (oldest === undefined) return undefined;
    const nowMs = performance.now();
    const isLate = nowMs - oldest.sinceMs > maxWaitMs / 2;
    if (isLate) tellLate(nowMs);
    const next = isLate ? line.takeNewest() : line.takeOldest();
    if (line.length === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
    return next;
  }

  return {
    arrive() {
      if (turnClock.isLate()) throw refusal("refusedLate");
      if (line.length >= maxWaiting && running >= maxRunning) throw refusal("refusedFull");
    },
    enter() {
      if (running >= maxRunning) return false;
      running++;
      counts.admitted++;
      return true;
    },
    wait() {
      if (line.length >= maxWaiting) throw refusal("refusedFull");
      let abandon = () => {};
      const admitted = new Promise<boolean>((admit, refuse) => {
        const place = line.push({ admit, refuse });
        abandon = () => {
          if (!line.leave(place)) return;
          counts.abandoned++;
          admit(false);
          if (line.length > 0) return;
          clearTimeout(timer);
          timer = undefined;
        };
      });
      watchOldest();
      return { admitted, abandon: () => abandon() };
    },
    leave() {
      const next = line.length === 0 ? undefined : takeNext();
      if (next === undefined) {
        running--;
        return;
      }
      // The place goes on, so nobody who comes in between takes it.
      counts.admitted++;
      next.admit(true);
    },
    metrics: () => ({ running, waiting: line.length, ...counts }),
  };
}
