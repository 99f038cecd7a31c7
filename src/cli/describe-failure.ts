/**
 * Returns what to print for a failure. An error whose `isForPeople` is true says everything in its message; of any
 * other one the stack is shown too, with the errors that caused it, because then the program is at fault.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) {
    return `Unexpected failure: ${String(error)}`;
  }
  if ("isForPeople" in error && error.isForPeople === true) {
    return error.message;
  }
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push(`\nCaused by: ${cause.stack ?? cause.message}`);
  }
  return `Unexpected failure: ${error.stack ?? error.message}${causes.join("")}`;
}
