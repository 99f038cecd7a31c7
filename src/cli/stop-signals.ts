/** The part of Node's `process` that tells of signals. */
export interface SignalSource {
  on<Signal extends StopSignal | "SIGHUP">(signal: Signal, listener: (signal: Signal) => void): unknown;
  off<Signal extends StopSignal | "SIGHUP">(signal: Signal, listener: (signal: Signal) => void): unknown;
}

/** The signals that ask a server to stop. */
export type StopSignal = "SIGTERM" | "SIGINT";

/** The exit codes by which shells tell that a signal ended a program: 128 and the signal's number. */
export const stopExitCodes: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Listens for {@link StopSignal}s until it is disposed of. */
export interface StopSignals {
  /** Resolves with the first signal. */
  readonly first: Promise<StopSignal>;
  /** Stops the server in its own time, as a first signal does. */
  stop(): void;
  /** Forgets about signals, which gives them back their default effect. */
  dispose(): void;
}

/**
 * Listens for signals from now on. The first one is for the server to stop in its own time; a second one means that
 * somebody will not wait, and exits at once with 130 or 143.
 */
export function listenForStopSignals(source: SignalSource, exit: (code: number) => void): StopSignals {
  let resolveFirst: (signal: StopSignal) => void;
  let isStopping = false;
  const first = new Promise<StopSignal>((resolve) => {
    resolveFirst = resolve;
  });
  function onSignal(signal: StopSignal): void {
    if (isStopping) {
      exit(stopExitCodes[signal]);
      return;
    }
    isStopping = true;
    resolveFirst(signal);
  }
  source.on("SIGTERM", onSignal);
  source.on("SIGINT", onSignal);
  return {
    first,
    stop() {
      if (!isStopping) onSignal("SIGTERM");
    },
    dispose() {
      source.off("SIGTERM", onSignal);
      source.off("SIGINT", onSignal);
    },
  };
}
