/** Runs the work as soon as there is room, and answers what it answers. */
export type ConcurrencyLimit = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Two places for hashes of passwords and secrets. Each takes 19 MiB and one of the four threads that files, signatures
 * and names of hosts need, too: two leave room for these, however many logins there are.
 */
export const createHashingLimit = (): ConcurrencyLimit => createConcurrencyLimit(2);

/** Lets so many pieces of work run at the same time; others wait in the order in which they came. */
export function createConcurrencyLimit(maxRunning: number): ConcurrencyLimit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= maxRunning) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place goes to the next one, so nobody who comes in between takes it.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
