import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import process from "node:process";
import type { CaseResult, Figure } from "./compare.ts";
import { type FigureName, figureTargets, type RatioName, ratioTargets } from "./names.ts";

/** What `--json` writes. What was not measured is `null` or not there. */
export interface Report {
  /** The commit that was measured, with `-dirty` behind it when files differ from it. */
  readonly commit: string;
  readonly node: string;
  readonly cpu: string;
  readonly figures: Readonly<Record<FigureName, Figure>>;
  readonly ratios: Readonly<Partial<Record<RatioName, number>>>;
  /** Of create, get, update, lock and delete, on SQLite. */
  readonly cyclesPerSecond: number | null;
  readonly restartMs: number | null;
  readonly idleRssMb: number | null;
}

/** The report of these cases. */
export function createReport(results: readonly CaseResult[], projectFolder: string): Report {
  const figures: Report["figures"] = Object.assign({}, ...results.map((result) => result.figures));
  const medianOf = (name: FigureName) => figures[name]?.median ?? null;
  return {
    commit: readCommit(projectFolder),
    node: process.version,
    cpu: `${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores`,
    figures,
    ratios: Object.assign({}, ...results.map(({ ratios }) => ratios)),
    cyclesPerSecond: medianOf("cycle/sqlite"),
    restartMs: medianOf("start/restart"),
    idleRssMb: medianOf("start/idle-rss"),
  };
}

function readCommit(folder: string): string {
  try {
    const args = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
    return execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

/** The table of one case: each figure with its slowest and fastest round, then the ratios with what they must reach. */
export function renderCase({ figures, ratios }: CaseResult): string {
  const rows = Object.entries(figures).map(([name, figure]) => renderFigure(name as FigureName, figure));
  const ratioRows = Object.entries(ratios).map(([name, ratio]) => {
    const least = ratioTargets[name as RatioName];
    const goal = `must reach ${least.toFixed(2)}: ${ratio >= least ? "yes" : "NO"}`;
    return `  ${name.padEnd(34)} ${ratio.toFixed(2).padStart(10)} times      ${goal}`;
  });
  return [...rows, ...ratioRows].join("\n");
}

function renderFigure(name: FigureName, { median, unit, runs }: Figure): string {
  const range = `${format(Math.min(...runs))} to ${format(Math.max(...runs))}`;
  return `  ${name.padEnd(34)} ${format(median).padStart(10)} ${unit.padEnd(9)}  ${range}${renderGoal(name, median)}`;
}

function renderGoal(name: FigureName, median: number): string {
  const target = figureTargets[name];
  if (target === undefined) return "";
  const isReached = "atLeast" in target ? median >= target.atLeast : median < target.atMost;
  const goal = "atLeast" in target ? `at least ${target.atLeast}` : `under ${target.atMost}`;
  return `   must be ${goal}: ${isReached ? "yes" : "NO"}`;
}

/** Whole numbers from a hundred on; below, as many places as tell figures apart. */
function format(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(value >= 10 ? 1 : 2);
}
