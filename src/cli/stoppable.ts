import process from "node:process";
import { forPeople } from "./for-people.ts";
import { listenForStopSignals, stopExitCodes } from "./stop-signals.ts";

/**
 * Does work that SIGINT and SIGTERM stop in order, by the signal it is given; a second one ends the process at once.
 *
 * Resolves with 0, or with the exit code of the signal when the work ended by it: what the work says then is told.
 */
export async function runStoppable(
  work: (signal: AbortSignal) => Promise<void>,
  tell: (error: unknown) => void,
): Promise<number> {
  const controller = new AbortController();
  const signals = listenForStopSignals(process, (code) => process.exit(code));
  let exitCode = 0;
  signals.first.then((signal) => {
    exitCode = stopExitCodes[signal];
    controller.abort(forPeople("Stopped: nothing was written."));
  });
  try {
    await work(controller.signal);
    return 0;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    tell(error);
    return exitCode;
  } finally {
    signals.dispose();
  }
}
