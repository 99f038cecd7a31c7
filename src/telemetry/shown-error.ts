/** An error as a log line shows it. */
export interface ShownError {
  readonly type: string;
  readonly message: string;
  /** With the stacks of the errors that caused it. */
  readonly stack: string;
  /** Node's or the database's own code, where there is one. */
  readonly code?: string | number | undefined;
}

/** More causes than that are a circle. */
const maxCauses = 5;

/**
 * What of an error is written to the log: its type, message, code and stack, and those of its causes.
 *
 * No other property is: libraries hang requests, headers, statements and raw packets on their errors, and with them what
 * callers keep secret.
 */
export function toShownError(error: unknown): ShownError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: String(error) };
  const stacks: string[] = [];
  let current: unknown = error;
  while (current !== undefined && stacks.length <= maxCauses) {
    stacks.push(current instanceof Error ? (current.stack ?? current.message) : String(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return { type: error.name, message: error.message, stack: stacks.join("\ncaused by: "), code: codeOf(error) };
}

function codeOf(error: Error): string | number | undefined {
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" || typeof code === "number" ? code : undefined;
}
