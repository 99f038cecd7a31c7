import type { Directory } from "../directory/directory.ts";

/** How often it is looked for users whose day has come: days begin at midnight, so this is how late one can be. */
const intervalMs = 60_000;

/**
 * Makes users inactive whose day has come: before this resolves, and from then on every minute until it is stopped.
 * The first run fails as the storage does; what later ones fail with is told to `onError`, and they are tried again.
 */
export async function startDeactivations(
  { userDeactivations }: Pick<Directory, "userDeactivations">,
  { onError }: { readonly onError: (error: unknown) => void },
): Promise<{ stop(): Promise<void> }> {
  await userDeactivations.runDue();
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
