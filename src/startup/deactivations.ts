import type { Directory } from "../directory/directory.ts";

/** How often it is looked for users whose day has come: days begin at midnight, so this is how late one can be. */
const intervalMs = 60_000;

/**
 * Makes users inactive whose day has come, every minute until it is stopped. What a run fails with is told to `onError`,
 * and it is tried again. A start makes a first run itself, before it accepts calls.
 */
export function startDeactivations(
  { userDeactivations }: Pick<Directory, "userDeactivations">,
  { onError }: { readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = userDeactivations.runDue().catch(onError);
  }, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
