import type { BenchCase, Contestant, Unit } from "./cases/case.ts";
import type { BenchOptions } from "./command-line.ts";
import type { Lab } from "./lab.ts";
import type { FigureName, RatioName } from "./names.ts";

/** What was measured of one contestant. */
export interface Figure {
  readonly median: number;
  readonly unit: Unit;
  /** One for each round, in their order. */
  readonly runs: readonly number[];
}

/** What one case came to. */
export interface CaseResult {
  readonly figures: Readonly<Record<FigureName, Figure>>;
  readonly ratios: Readonly<Partial<Record<RatioName, number>>>;
}

/**
 * Measures a case: in each round every contestant once, so that what else happens on the machine in a while is shared.
 * A ratio is taken within each round and is the median of these, because a machine may be twice as fast a minute later.
 * A real client's calls are right before and after, or it fails.
 *
 * @param isOnlyOurs Leaves the peers out, and so the ratios: for profiles and a quick look.
 */
export async function compare(
  bench: BenchCase,
  lab: Lab,
  options: Pick<BenchOptions, "rounds" | "warmUpRounds" | "isOnlyOurs">,
): Promise<CaseResult> {
  const prepared = await bench.prepare(lab);
  await prepared.verify();
  const contestants = prepared.contestants.filter(({ isUnderTest }) => isUnderTest || !options.isOnlyOurs);
  const figures = await measureInTurns(contestants, options);
  await prepared.verify();
  if (options.isOnlyOurs) return { figures, ratios: {} };
  const rounds = Array.from({ length: options.rounds }, (_, round) => round);
  const ratios = Object.entries(prepared.ratios).map(([name, ratioOf]) => {
    const ofRounds = rounds.map((round) => ratioOf((figure) => figures[figure]?.runs[round] ?? Number.NaN));
    return [name, medianOf(ofRounds)] as const;
  });
  return { figures, ratios: Object.fromEntries(ratios) };
}

async function measureInTurns(
  contestants: readonly Contestant[],
  { rounds, warmUpRounds }: Pick<BenchOptions, "rounds" | "warmUpRounds">,
): Promise<Readonly<Record<FigureName, Figure>>> {
  const runs = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const [contestant, values] of runs) {
      const value = await contestant.measure();
      if (round >= 0) values.push(value);
    }
  }
  return Object.fromEntries(
    [...runs].map(([{ figure, unit }, values]) => [figure, { median: medianOf(values), unit, runs: values }]),
  );
}

/** The middle one; of an even number the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
