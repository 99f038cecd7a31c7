import { writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { buildPrograms } from "./build.ts";
import type { BenchCase } from "./cases/case.ts";
import { benchCases } from "./cases/index.ts";
import { layersCase } from "./cases/layers.ts";
import { overloadCases } from "./cases/overload.ts";
import { type BenchOptions, parseBenchOptions, usage } from "./command-line.ts";
import { type CaseResult, compare } from "./compare.ts";
import { createLab, type LabOptions } from "./lab.ts";
import { findMissingGenerators } from "./load/generators.ts";
import { createPinning } from "./pinning.ts";
import { createReport, renderCase } from "./report.ts";
import { runTransfer } from "./transfer.ts";

const projectFolder = fileURLToPath(new URL("..", import.meta.url));

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const warn = (text: string): void => void process.stderr.write(`\n*** ${text} ***\n\n`);

/** What can be asked for in front of the flags. Default: `compare`. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  compare: (args) => runCompare(args, benchCases),
  transfer: (args) => runTransfer(args, projectFolder, say),
  overload: (args) => runCompare(args, overloadCases),
  layers: (args) => runCompare(args, [layersCase]),
};

/** Measures the cases that were asked for, one after the other. */
async function runCompare(args: readonly string[], known: readonly BenchCase[]): Promise<void> {
  const options = parseBenchOptions(args);
  if (options === "help") return say(usage);
  const cases = findCases(options, known);
  const pinning = createPinning(warn);
  for (const missing of findMissingGenerators()) warn(missing);
  const programs = await buildPrograms(projectFolder);
  say(`${options.rounds} rounds of ${options.durationMs / 1_000} s, ${pinning.description}, Node ${process.version}`);
  const results: CaseResult[] = [];
  for (const bench of cases) {
    say(`\n${bench.name}: ${bench.title}`);
    results.push(await measure(bench, { ...options, programs, pinning, say }, options));
  }
  if (options.jsonFile === undefined) return;
  writeFileSync(options.jsonFile, `${JSON.stringify(createReport(results, projectFolder), undefined, 2)}\n`);
  say(`\nwrote ${options.jsonFile}`);
}

async function measure(bench: BenchCase, labOptions: LabOptions, options: BenchOptions) {
  const lab = createLab(labOptions);
  try {
    const result = await compare(bench, lab, options);
    say(renderCase(result));
    return result;
  } finally {
    await lab.close();
  }
}

function findCases({ cases }: BenchOptions, known: readonly BenchCase[]): readonly BenchCase[] {
  const names = known.map(({ name }) => name);
  const unknown = cases.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`there is no case ${unknown.join(", ")}; there are ${names.join(", ")}`);
  return cases.length === 0 ? known : known.filter(({ name }) => cases.includes(name));
}

// An exit, unlike a signal, takes the servers with it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const [first = "", ...rest] = process.argv.slice(2);
const command = commands[first];
try {
  await (command === undefined
    ? runCompare(
        [first, ...rest].filter((arg) => arg !== ""),
        benchCases,
      )
    : command(rest));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
process.exit(0);
