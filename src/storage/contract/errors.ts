/** A rule of the tables, by name, that a write would have broken. */
export type ConstraintName =
  | "user-id"
  | "user-name"
  | "org-id"
  | "org-name"
  | "org-domain"
  | "membership"
  | "token-id"
  | "token-hash"
  | "signing-key"
  /** There is an instance already: another process set the directory up. */
  | "instance"
  | "event-sequence"
  | "project-name"
  | "project-role"
  | "project-grant"
  | "user-grant"
  | "group-name"
  | "profile-field"
  | "profile-field-value"
  /** A row names another row that is not there, or that is being removed. */
  | "reference";

/**
 * A write would have broken a unique or reference rule. Nothing of the command was written.
 *
 * Engines translate their drivers' errors into this class, so nothing above storage knows an engine's error codes.
 */
export class ConstraintError extends Error {
  override readonly name = "ConstraintError";
  readonly constraint: ConstraintName;

  constructor(constraint: ConstraintName, options?: { cause?: unknown }) {
    super(`the ${constraint} rule of the directory's tables would be broken`, options);
    this.constraint = constraint;
  }
}

/**
 * A text, given to a read or a write, holds U+0000, which the tables cannot hold. Nothing of the command was written.
 * Callers refuse such texts at their edge; this is the last guard, because an engine would cut the text silently.
 */
export class UnstorableTextError extends Error {
  override readonly name = "UnstorableTextError";
}

/**
 * The database cannot be reached or cannot take the command now. Nothing of the command was written; the caller may
 * try again.
 */
export class StorageUnavailableError extends Error {
  override readonly name = "StorageUnavailableError";
}

/**
 * The connection broke while the commit was under way and the database could not say afterwards how it ended: the
 * command may or may not have been written. The caller must look before trying again.
 */
export class CommitOutcomeUnknownError extends Error {
  override readonly name = "CommitOutcomeUnknownError";
}

/** The storage cannot be opened; the message tells a person why and what to change. */
export class StorageOpenError extends Error {
  override readonly name = "StorageOpenError";
  /** Marks the message as complete without a stack trace. */
  readonly isForPeople = true;
}

/** The storage is for one process, and another one has it. */
export class StorageInUseError extends StorageOpenError {}
