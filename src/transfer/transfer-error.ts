/** An export or an import cannot be made; the message tells a person why, what is there now, and what to do. */
export class TransferError extends Error {
  override readonly name = "TransferError";
  /** Marks the message as complete without a stack trace. */
  readonly isForPeople = true;
}

/** The text of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
