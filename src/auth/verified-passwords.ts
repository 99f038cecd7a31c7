import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../directory/clock.ts";
import type { UserId } from "../storage/contract/index.ts";

/** A user with the hash of its password as it is stored now. */
export interface PasswordHolder {
  readonly id: UserId;
  readonly passwordHash: string;
}

/** Passwords that were found right a moment ago, so that a caller who sends one with each call does not wait each time. */
export interface VerifiedPasswords {
  /** Whether this very password was found right for this very hash within the last minute. */
  has(holder: PasswordHolder, password: string): boolean;
  add(holder: PasswordHolder, password: string): void;
  /** How many are kept. */
  readonly size: number;
}

/** After so long a password is verified anew. */
const maxAgeUs = 60_000_000;

/** Most passwords that are kept, one of each user; a few megabytes. */
const maxUsers = 10_000;

/**
 * An empty memory of verified passwords.
 *
 * - What is kept is a hash of the password and of the stored hash, under a key that this process alone has and never
 *   writes down: who reads the memory of a later process learns nothing.
 * - As the stored hash is part of it, a changed password ends what was kept at the very next call, whichever process
 *   changed it: the caller reads the user's row for every call anyway.
 */
export function createVerifiedPasswords(clock: Clock, limits = { maxAgeUs, maxUsers }): VerifiedPasswords {
  const key = randomBytes(32);
  const kept = new Map<UserId, { readonly digest: Buffer; readonly endTimeUs: number }>();
  const digestOf = ({ id, passwordHash }: PasswordHolder, password: string): Buffer =>
    createHmac("sha256", key)
      .update(JSON.stringify([id, passwordHash, password]))
      .digest();
  return {
    has(holder, password) {
      const found = kept.get(holder.id);
      if (found === undefined) return false;
      if (found.endTimeUs <= clock()) {
        kept.delete(holder.id);
        return false;
      }
      return timingSafeEqual(found.digest, digestOf(holder, password));
    },
    add(holder, password) {
      // Made anew, so that the map's order is that of the ends.
      kept.delete(holder.id);
      kept.set(holder.id, { digest: digestOf(holder, password), endTimeUs: clock() + limits.maxAgeUs });
      const [oldest] = kept.keys();
      if (kept.size > limits.maxUsers && oldest !== undefined) kept.delete(oldest);
    },
    get size() {
      return kept.size;
    },
  };
}
