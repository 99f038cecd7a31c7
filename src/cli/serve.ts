import type { Config } from "../config.ts";
import { describeFailure } from "./describe-failure.ts";
import type { Io } from "./io.ts";
import { listenForReloadSignals } from "./reload-signals.ts";
import { listenForStopSignals, type SignalSource } from "./stop-signals.ts";

/** A server that accepts calls. */
export interface RunningServer {
  readonly url: string;
  /** Reads anew what may change while a server runs. Problems are logged, and the old stays. */
  reload(): Promise<void>;
  /**
   * Says that it cannot serve any more, and after the configured delay stops accepting calls, finishes those in flight
   * within the configured time, and closes the storage.
   */
  close(): Promise<void>;
}

/** Starts the server, and resolves once it accepts calls. Expected failures reject with `isForPeople` set to true. */
export type StartServer = (config: Config, io: Io) => Promise<RunningServer>;

/** What {@link serve} needs of the process it runs in. */
export interface ServeOptions {
  readonly io: Io;
  readonly signals: SignalSource;
  readonly startServer: StartServer;
  /** Whether the terminal in which the program was started is gone. */
  readonly hasLostTerminal: () => boolean;
  /** Ends the process at once. */
  exit(code: number): void;
}

/**
 * Runs the server until a signal stops it, and returns the exit code: 0 after an orderly stop, 1 when it could not
 * start or stop. A signal that comes during the start stops the server as soon as it has started. SIGHUP reloads it.
 */
export async function serve(config: Config, options: ServeOptions): Promise<number> {
  const signals = listenForStopSignals(options.signals, options.exit);
  const { hasLostTerminal } = options;
  const reloads = listenForReloadSignals(options.signals, { hasLostTerminal, onLostTerminal: signals.stop });
  try {
    const server = await options.startServer(config, options.io);
    reloads.attach(() => server.reload());
    await signals.first;
    await server.close();
    return 0;
  } catch (error) {
    options.io.err(describeFailure(error));
    return 1;
  } finally {
    signals.dispose();
    reloads.dispose();
  }
}
