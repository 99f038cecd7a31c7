import type { UserId } from "./ids.ts";
import type { UserRow } from "./users.ts";

/** Which texts name a user who logs in: the user name alone, or the e-mail address too. */
export type LoginKind = "user-name" | "user-name-or-email";

/** Wrong passwords that were given for a user since the last right one. */
export interface LoginFailures {
  readonly count: number;
  readonly lastTimeUs: number;
}

/** A user that somebody wants to log in as. */
export interface LoginCandidate {
  readonly user: UserRow;
  /** `undefined` when there were none. */
  readonly failures: LoginFailures | undefined;
}

/** Reads of what a login needs. */
export interface LoginReader {
  /**
   * The user of any organization that this text names, case aside, with its failures, in one statement. A user name must
   * win over an e-mail address. `undefined` when there is none, and when several users have the address: nobody can say
   * which of them is meant.
   */
  find(login: string, kind: LoginKind): Promise<LoginCandidate | undefined>;
}

/** Writes of what logins leave behind. */
export interface LoginWriter extends LoginReader {
  /** The failures of a user whose row the command holds. */
  findFailures(userId: UserId): Promise<LoginFailures | undefined>;
  /** Stores the failures in place of those before. A user that does not exist must fail with ConstraintError `reference`. */
  setFailures(userId: UserId, failures: LoginFailures): Promise<void>;
  /** Forgets the failures. They must also go with their user. */
  deleteFailures(userId: UserId): Promise<void>;
}
