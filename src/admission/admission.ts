import { type CallGate, type CallGateOptions, createCallGate } from "./call-gate.ts";
import { createStreamAllowance, type StreamAllowance, type StreamHolders } from "./stream-allowance.ts";
import { createTurnClock } from "./turn-clock.ts";

/** How {@link createAdmission} limits. */
export interface AdmissionOptions extends Omit<CallGateOptions, "turnClock" | "onLate"> {
  /** How many streams an HTTP/2 client may have open when there is no pressure. */
  readonly maxStreamsPerSession: number;
}

/** What protects a process from more calls than it can answer in time. */
export interface Admission {
  readonly gate: CallGate;
  /** From now on these clients are told under pressure to have fewer calls under way. */
  attach(holders: StreamHolders): void;
}

/** Under pressure calls are to wait a quarter of what they may, so that peaks do not make them late. */
const targetShare = 1 / 4;
const pressureShare = 1 / 2;

/** A gate for calls, the clock that it goes by, and the allowance of HTTP/2 clients that follows this clock. */
export function createAdmission({ maxStreamsPerSession, ...options }: AdmissionOptions): Admission {
  let allowance: StreamAllowance | undefined;
  const turnClock = createTurnClock({
    maxTurnMs: options.maxWaitMs,
    pressureMs: options.maxWaitMs * pressureShare,
    onPressure: (turn) => allowance?.onPressure(turn),
    onTurn: (turn) => allowance?.onTurn(turn),
  });
  return {
    gate: createCallGate({ ...options, turnClock, onLate: () => allowance?.onLateLine(options.maxRunning) }),
    attach(holders) {
      allowance = createStreamAllowance({
        holders,
        maxPerSession: maxStreamsPerSession,
        targetMs: options.maxWaitMs * targetShare,
      });
    },
  };
}
