import type { SignalSource } from "./stop-signals.ts";

/** How {@link listenForReloadSignals} treats SIGHUP. */
export interface ReloadSignalsOptions {
  /** Whether the terminal in which the program was started is gone. */
  readonly hasLostTerminal: () => boolean;
  /** Called instead of a reload when it is: closing a window ends what runs in it. */
  readonly onLostTerminal: () => void;
}

/** Listens for SIGHUP until it is disposed of. */
export interface ReloadSignals {
  /** From now on each signal reloads, one reload after another; one that came before is made up for. Must not reject. */
  attach(reload: () => Promise<void>): void;
  /** Forgets about the signal, which gives it back its default effect: it ends the process. */
  dispose(): void;
}

/**
 * Listens for SIGHUP from now on, so that one that comes during the start does not end the process. Daemons read their
 * files anew at it; a terminal that is closed sends the same signal to what runs in it, and the two are told apart by
 * whether there still is a terminal.
 */
export function listenForReloadSignals(source: SignalSource, options: ReloadSignalsOptions): ReloadSignals {
  let reload: (() => Promise<void>) | undefined;
  let isAsked = false;
  let running = Promise.resolve();
  function run(): void {
    if (reload === undefined || !isAsked) return;
    isAsked = false;
    running = running.then(reload);
  }
  function onSignal(): void {
    if (options.hasLostTerminal()) {
      options.onLostTerminal();
      return;
    }
    isAsked = true;
    run();
  }
  source.on("SIGHUP", onSignal);
  return {
    attach(attached) {
      reload = attached;
      run();
    },
    dispose() {
      source.off("SIGHUP", onSignal);
    },
  };
}
