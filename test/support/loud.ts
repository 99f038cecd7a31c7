import process from "node:process";

/** Prints a line that cannot be missed among a test run's. */
export function printLoudly(text: string): void {
  process.stderr.write(`\n*** ${text} ***\n\n`);
}

/**
 * Prints that tests are left out, why, and what to do about it. In CI, where no test may be left out, this throws.
 *
 * @param what The tests.
 * @param reason What is missing, as the end of a sentence with "because".
 */
export function leaveOut(what: string, reason: string, advice: string, options?: ErrorOptions): void {
  if (process.env["CI"] !== undefined) throw new Error(`${reason}; ${advice}`, options);
  printLoudly(`SKIPPED: ${what}, because ${reason}; ${advice}`);
}

/** Prints a measured figure or a seed, for whoever reads the run's output. */
export function printFact(text: string): void {
  process.stdout.write(`    ${text}\n`);
}
