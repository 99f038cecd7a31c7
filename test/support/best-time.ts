import { printFact } from "./loud.ts";

/**
 * The shortest of some times, in milliseconds, which it prints: other programs on the machine can only make them longer.
 * Stops measuring as soon as one is within the limit.
 */
export async function bestMs(name: string, limitMs: number, measure: () => Promise<number>): Promise<number> {
  const timesMs: number[] = [];
  do {
    timesMs.push(await measure());
  } while (timesMs.length < 15 && (timesMs.length < 3 || Math.min(...timesMs) >= limitMs));
  const best = Math.min(...timesMs);
  printFact(`${name}: ${text(best)} ms, the best of ${timesMs.map(text).join(", ")}`);
  return best;
}

const text = (timeMs: number): string => timeMs.toFixed(timeMs < 10 ? 1 : 0);
