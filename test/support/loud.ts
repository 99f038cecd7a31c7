import process from "node:process";

/** Prints a line that cannot be missed among a test run's. */
export function printLoudly(text: string): void {
  process.stderr.write(`\n*** ${text} ***\n\n`);
}

/** Prints a measured figure or a seed, for whoever reads the run's output. */
export function printFact(text: string): void {
  process.stdout.write(`    ${text}\n`);
}
