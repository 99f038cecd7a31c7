import { uniqueRules } from "../constraints.ts";
import {
  CommitOutcomeUnknownError,
  ConstraintError,
  StorageUnavailableError,
  UnstorableTextError,
} from "../contract/errors.ts";

/** SQLite's primary result codes that are handled by name. https://sqlite.org/rescode.html */
export const resultCode = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notADatabase: 26,
} as const;

const foreignKeyExtendedCode = 787;

/** The primary result code of an error that SQLite gave; `undefined` for every other error. */
export function primaryCode(error: unknown): number | undefined {
  const extended = extendedCode(error);
  return extended === undefined ? undefined : extended & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return undefined;
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode;
  // The driver leaves the code out of the errors of `all`, by which statements run; the text is SQLite's own, by code.
  if (error.message.startsWith("FOREIGN KEY constraint failed")) return foreignKeyExtendedCode;
  if (constraintText.test(error.message)) return resultCode.constraint;
  return codeOfText.get(error.message);
}

const constraintText = /^(?:UNIQUE|NOT NULL|CHECK) constraint failed/;

const codeOfText: ReadonlyMap<string, number> = new Map([
  ["database is locked", resultCode.busy],
  ["database table is locked", resultCode.locked],
  ["out of memory", resultCode.noMemory],
  ["attempt to write a readonly database", resultCode.readOnly],
  ["disk I/O error", resultCode.ioError],
  ["database disk image is malformed", resultCode.corrupt],
  ["database or disk is full", resultCode.full],
  ["unable to open database file", resultCode.cannotOpen],
  ["file is not a database", resultCode.notADatabase],
]);

/** The error of the contract that a failed statement means; the error itself when it means none, as a bug does. */
export function statementError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UnstorableTextError) return error;
  switch (primaryCode(error)) {
    case resultCode.constraint:
      return constraintError(error);
    case resultCode.busy:
    case resultCode.locked:
    case resultCode.noMemory:
    case resultCode.readOnly:
    case resultCode.ioError:
    case resultCode.full:
    case resultCode.cannotOpen:
      return new StorageUnavailableError(`SQLite cannot work on its file now: ${error.message}`, { cause: error });
    default:
      return error;
  }
}

/**
 * The error of the contract that a failed COMMIT means.
 *
 * An input/output error leaves open how much of the commit reached the disk: nothing of it is visible now, but it may
 * come back when the file is recovered after a crash.
 */
export function commitError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return primaryCode(error) === resultCode.ioError
    ? new CommitOutcomeUnknownError(`the disk failed during the commit: ${message}`, { cause: error })
    : new StorageUnavailableError(`SQLite cannot commit: ${message}`, { cause: error });
}

function constraintError(error: Error): Error {
  if (extendedCode(error) === foreignKeyExtendedCode) return new ConstraintError("reference", { cause: error });
  const columns = /^UNIQUE constraint failed: (.+)$/.exec(error.message)?.[1];
  const rule = uniqueRules.find((candidate) => candidate.columns === columns);
  return rule === undefined ? error : new ConstraintError(rule.constraint, { cause: error });
}
