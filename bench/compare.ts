import type { BenchCase, Contestant, Unit } from "./cases/case.ts";
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
 * A real client's calls are right before and after, or it fails.
 *
 * @param isOnlyOurs Leaves the peers out, and so the ratios: for profiles and a quick look.
 */
export async function compare(
  bench: BenchCase,
  lab: Lab,
  options: { readonly rounds: number; readonly isOnlyOurs: boolean },
): Promise<CaseResult> {
  const prepared = await bench.prepare(lab);
  await prepared.verify();
  const contestants = prepared.contestants.filter(({ isUnderTest }) => isUnderTest || !options.isOnlyOurs);
  const figures = await measureInTurns(contestants, options.rounds);
  await prepared.verify();
  if (options.isOnlyOurs) return { figures, ratios: {} };
  const medianOf = (figure: FigureName) => figures[figure]?.median ?? Number.NaN;
  const ratios = Object.entries(prepared.ratios).map(([name, ratioOf]) => [name, ratioOf(medianOf)] as const);
  return { figures, ratios: Object.fromEntries(ratios) };
}

async function measureInTurns(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<Readonly<Record<FigureName, Figure>>> {
  const runs = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [contestant, values] of runs) values.push(await contestant.measure());
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
