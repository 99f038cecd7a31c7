import { CommitOutcomeUnknownError, StorageUnavailableError, UnstorableTextError } from "../storage/contract/index.ts";
import { type ErrorEntry, type ErrorKind, errorCatalogue } from "./error-catalogue.ts";

/** Name of an error in the catalogue. */
export type ErrorName = keyof typeof errorCatalogue;

/** Something the caller did or asked for that cannot be done. Its text is safe to show. */
export class DomainError extends Error implements ErrorEntry {
  override readonly name = "DomainError";
  /** Its name in the catalogue. */
  readonly errorName: ErrorName;
  readonly kind: ErrorKind;
  readonly id: string;
  readonly key: string;
  readonly text: string;
  /** How often a wrong password was given; set on errors about one. */
  readonly failedAttempts: number | undefined;
  /** The profile field that it is about, where it is about one. */
  readonly field: string | undefined;
  /** After how many seconds the same call is let through; set on errors that waiting helps against. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    name: ErrorName,
    options?: {
      readonly cause?: unknown;
      readonly failedAttempts?: number;
      readonly field?: string;
      readonly retryAfterSeconds?: number;
    },
  ) {
    const entry: ErrorEntry = errorCatalogue[name];
    super(entry.text, options);
    this.errorName = name;
    this.kind = entry.kind;
    this.id = entry.id;
    this.key = entry.key;
    this.text = entry.text;
    this.failedAttempts = options?.failedAttempts;
    this.field = options?.field;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

/**
 * The catalogue's error for whatever a directory call threw; `undefined` for what nobody foresaw, which must not be
 * shown to callers.
 */
export function findDomainError(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof StorageUnavailableError) return new DomainError("databaseUnavailable", { cause: thrown });
  if (thrown instanceof CommitOutcomeUnknownError) return new DomainError("outcomeUnknown", { cause: thrown });
  if (thrown instanceof UnstorableTextError) return new DomainError("textUnstorable", { cause: thrown });
  return undefined;
}
