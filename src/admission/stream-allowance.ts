import type { Turn } from "./turn-clock.ts";

/** The HTTP/2 connections of a server. */
export interface StreamHolders {
  /** How many connections have had calls lately. */
  readonly activeSessionCount: number;
  /** Tells all clients how many calls they may have under way on a connection. */
  allowStreams(perSession: number): void;
}

/** How an allowance is made. */
export interface StreamAllowanceOptions {
  readonly holders: StreamHolders;
  /** What clients may do when there is no pressure. */
  readonly maxPerSession: number;
  /** The wait that is aimed at under pressure. */
  readonly targetMs: number;
}

/** How many calls HTTP/2 clients may have under way. */
export interface StreamAllowance {
  /** A turn of the event loop takes too long. */
  onPressure(turn: Turn): void;
  /** More calls are under way than these, and those behind them wait too long. */
  onLateLine(running: number): void;
  /** A turn has ended. */
  onTurn(turn: Turn): void;
  readonly perSession: number;
}

/** Fewer would make clients wait a round trip for each call. */
const leastPerSession = 2;
/** So few calls under way, over all connections, are nobody's overload: then the machine is slow, or was busy. */
const leastOfAll = 128;
/** In steps of this it is looked whether clients may do more again. */
const stepMs = 1_000;
/** The most by which it grows in a step: from turns as long as is aimed at, twice as many is still no pressure. */
const growthMax = 2;

/**
 * Lowers the number of calls that HTTP/2 clients may have under way while there are more than the process can answer in
 * time, and raises it step by step when there is room again, the slower the less room there is. A call that waits at its
 * client costs the server nothing; one that is refused costs half of one that is answered. Streams beyond a lowered limit
 * that are on their way are refused by Node's HTTP/2 library itself (REFUSED_STREAM, which clients may safely repeat), for
 * next to nothing.
 */
export function createStreamAllowance({ holders, maxPerSession, targetMs }: StreamAllowanceOptions): StreamAllowance {
  let perSession = maxPerSession;
  let longestMs = 0;
  let timer: NodeJS.Timeout | undefined;

  function allow(wanted: number): void {
    const next = Math.max(leastPerSession, Math.min(maxPerSession, Math.floor(wanted)));
    if (next === perSession) return;
    perSession = next;
    holders.allowStreams(next);
  }

  /** A step without pressure, which may have had no calls at all. Turns grow as the calls under way do. */
  function step(): void {
    if (longestMs < targetMs) allow(perSession * Math.min(growthMax, targetMs / longestMs));
    waitForStep();
  }

  function waitForStep(): void {
    longestMs = 0;
    clearTimeout(timer);
    // Nobody waits for it: it must not keep a process that is done.
    timer = perSession === maxPerSession ? undefined : setTimeout(step, stepMs).unref();
  }

  function lower(underWay: number): void {
    allow(Math.min(perSession, Math.max(leastOfAll, underWay) / Math.max(1, holders.activeSessionCount)));
    waitForStep();
  }

  return {
    get perSession() {
      return perSession;
    },
    onPressure({ durationMs, calls }) {
      // Little's law: so many calls under way are answered in the time that is aimed at.
      lower((calls / durationMs) * targetMs);
    },
    onLateLine: lower,
    onTurn({ durationMs }) {
      longestMs = Math.max(longestMs, durationMs);
    },
  };
}
