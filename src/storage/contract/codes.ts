import type { UserId } from "./ids.ts";

/** What a code proves or allows. */
export type CodePurpose = "initialization" | "email" | "phone" | "password";

/** A code that was sent to a user. There is one for each purpose: a new one takes the old one's place. */
export interface CodeRow {
  readonly userId: UserId;
  readonly purpose: CodePurpose;
  /** SHA-256 of the code, lower-case hexadecimal. */
  readonly hash: string;
  readonly expirationTimeUs: number;
  /** Wrong answers so far. */
  readonly failedAttempts: number;
}

/** Writes of codes; each read of one may end it, so there are no reads outside commands. */
export interface CodeWriter {
  /** The user's code for this purpose. */
  find(userId: UserId, purpose: CodePurpose): Promise<CodeRow | undefined>;
  /**
   * Stores a code in place of the one for the same purpose. A user that does not exist must fail with ConstraintError
   * `reference`.
   */
  set(row: CodeRow): Promise<void>;
  /** Removes the code for this purpose. */
  delete(userId: UserId, purpose: CodePurpose): Promise<void>;
}

/** A message to a user, kept until it is delivered or the user is removed. */
export interface OutboxRow {
  readonly id: string;
  readonly userId: UserId;
  readonly purpose: CodePurpose;
  readonly channel: "email" | "sms";
  readonly recipient: string;
  readonly text: string;
  readonly creationTimeUs: number;
}

/** Messages to be delivered. */
export interface OutboxWriter {
  /**
   * Keeps a message, in the same transaction as the change it tells of. A user that does not exist must fail with
   * ConstraintError `reference`.
   */
  insert(row: OutboxRow): Promise<void>;
  /**
   * The oldest messages for a channel, oldest first, held until the command ends: those that a command of another process holds must
   * be left out. Commands of one process that list must share a key.
   */
  list(channel: OutboxRow["channel"], limit: number): Promise<readonly OutboxRow[]>;
  /** Removes messages that were delivered. */
  delete(ids: readonly string[]): Promise<void>;
}
