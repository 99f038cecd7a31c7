import { printFact } from "../../support/loud.ts";

/** Numbers that look random and are the same again for the same seed. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  /** One of the values. */
  oneOf<Value>(values: readonly [Value, ...Value[]]): Value;
}

/** Random numbers whose seed is printed, and can be given again in CRASH_SEED. */
export function createRandom(name: string): Random {
  const seed = Number(process.env["CRASH_SEED"] ?? Math.trunc(Math.random() * 2 ** 32));
  printFact(`${name}: CRASH_SEED=${seed}`);
  let state = seed >>> 0;
  // Mulberry32: small, and good enough to choose moments.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return { between, oneOf: (values) => values[between(0, values.length - 1)] ?? values[0] };
}
