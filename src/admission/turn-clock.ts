/** Calls that arrived in a turn of the event loop, or in a part of it. */
export interface Turn {
  readonly durationMs: number;
  readonly calls: number;
}

/** How a turn clock is read. */
export interface TurnClockOptions {
  /** How long a turn may take before calls that arrive in it are late. */
  readonly maxTurnMs: number;
  /** How long a turn may take before `onPressure` is told. Below `maxTurnMs`. */
  readonly pressureMs: number;
  /** Told in the middle of a turn that takes too long, once, with what was in it so far. */
  readonly onPressure: (turn: Turn) => void;
  /** Told at the end of every turn with calls. */
  readonly onTurn: (turn: Turn) => void;
  /** The time in milliseconds from any beginning; by default Node's monotonic clock. */
  readonly nowMs?: () => number;
}

/**
 * Tells how late a process is. Node reads what has come in at every socket, one after the other, in one turn of its
 * event loop: so what arrives at the end of a long turn has waited, unseen, since it began. That wait is the queue of
 * work that keeps the processor busy; nothing else shows it.
 */
export interface TurnClock {
  /** Counts a call that arrives; true when it has waited too long by now. */
  isLate(): boolean;
}

/** Looks at the time only for one in so many calls: what they do in between takes less than a few milliseconds. */
const callsPerLook = 8;

/** A clock of this process. It runs only in turns that have calls. */
export function createTurnClock(options: TurnClockOptions): TurnClock {
  const { maxTurnMs, pressureMs, onPressure, onTurn, nowMs = () => performance.now() } = options;
  let startMs = 0;
  let calls = 0;
  let isUnderPressure = false;
  let late = false;

  function end(): void {
    const turn = { durationMs: nowMs() - startMs, calls };
    calls = 0;
    isUnderPressure = false;
    late = false;
    onTurn(turn);
  }

  function look(): void {
    const durationMs = nowMs() - startMs;
    if (durationMs <= pressureMs) return;
    late = durationMs > maxTurnMs;
    if (isUnderPressure) return;
    isUnderPressure = true;
    onPressure({ durationMs, calls });
  }

  return {
    isLate() {
      if (calls++ === 0) {
        startMs = nowMs();
        setImmediate(end);
      } else if (calls % callsPerLook === 0 && !late) look();
      return late;
    },
  };
}
