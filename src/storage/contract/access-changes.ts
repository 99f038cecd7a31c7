import type { UserId } from "./ids.ts";

/** Whose access may have become another: these users', or that of all, also to organizations by their names. */
export type AccessChange = ReadonlySet<UserId> | "everybody";

/** Called for each change. Must not throw. */
export type AccessListener = (change: AccessChange) => void;

/**
 * Tells of writes to what decides who is let in, where, and to do what, so that it can be kept in memory.
 *
 * - The removal of a user's tokens, its memberships and their roles, its state, name, password, wrong passwords, move to
 *   another organization and removal must be told as a change of that user.
 * - Whatever may change what an organization's id, name or domain stands for, and the removal of memberships with what
 *   they are on, must be told as a change of everybody.
 * - Writes of anything else, such as a profile, and new users and tokens, must not be told.
 * - A change must be told after its commit and before its command is answered; also when nobody knows whether the commit
 *   went through.
 * - A command that fails otherwise must tell nothing.
 */
export interface AccessChanges {
  /** Calls the listener from now on; answers the function that ends it. */
  subscribe(listener: AccessListener): () => void;
  /**
   * How long ago something may have been read that is still used, in milliseconds: any time when changes of other
   * processes are told like one's own, or there are none; else a time so short that nobody sees what they changed a
   * second ago.
   *
   * While this is short, changes of other processes may remain untold. When they are told again, a change of everybody
   * must be told first.
   */
  maxAgeMs(): number;
}
