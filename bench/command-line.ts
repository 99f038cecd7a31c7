import { parseArgs } from "node:util";

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  /** Names of the cases; empty = all. */
  readonly cases: readonly string[];
  readonly rounds: number;
  /** Rounds before those, which do not count: V8 compiles what runs often, and much later what runs less often. */
  readonly warmUpRounds: number;
  readonly durationMs: number;
  readonly warmUpMs: number;
  /** Where the report goes as JSON, if anywhere. */
  readonly jsonFile: string | undefined;
  /** Whether to take a CPU profile of our servers, which leaves the peers out and slows ours down. */
  readonly isProfiling: boolean;
  /** Whether to leave the peers out. */
  readonly isOnlyOurs: boolean;
}

/** What is printed for `--help`. */
export const usage = `npm run bench -- [flags]

  --case NAME      only this case; may be given several times
  --quick          everything, in less than 10 minutes
  --rounds N       how often each figure is measured, after two rounds that do not count (default 9; quick 5)
  --seconds S      how long one measurement is (default 3; quick 1)
  --ours           without the peers, for a look at a change
  --profile        a CPU profile of our servers, and the functions that took most time; without the peers
  --json FILE      writes the report as JSON
`;

/** Reads the arguments. Throws an error for a person where they are wrong. */
export function parseBenchOptions(args: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      case: { type: "string", multiple: true },
      quick: { type: "boolean" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      ours: { type: "boolean" },
      profile: { type: "boolean" },
      json: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return "help";
  const isProfiling = values.profile === true;
  const [rounds, seconds] = values.quick === true ? [5, 1] : [9, 3];
  const durationMs = 1_000 * parsePositive("--seconds", values.seconds ?? String(seconds));
  return {
    cases: values.case ?? [],
    rounds: Math.ceil(parsePositive("--rounds", values.rounds ?? String(isProfiling ? 1 : rounds))),
    // A profile is of all that runs, so nothing runs before.
    warmUpRounds: isProfiling ? 0 : 2,
    durationMs,
    warmUpMs: Math.min(1_000, durationMs),
    jsonFile: values.json,
    isProfiling,
    isOnlyOurs: isProfiling || values.ours === true,
  };
}

function parsePositive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new Error(`${flag} takes a number above 0, not ${text}`);
  return value;
}
