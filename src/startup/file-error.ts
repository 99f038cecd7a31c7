/** A file that the start needs cannot be written; the message tells a person why. */
export class FileError extends Error {
  override readonly name = "FileError";
  /** Marks the message as complete without a stack trace. */
  readonly isForPeople = true;
}

/** What writing this file failed with, for the person who starts the server. The advice ends the sentence. */
export function createFileError(what: string, file: string, cause: unknown, advice: string): FileError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FileError(`The ${what} ${JSON.stringify(file)} cannot be written: ${reason}; ${advice}`, { cause });
}
