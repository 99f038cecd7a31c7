import type { Clock } from "../directory/clock.ts";
import type { UserId } from "../storage/contract/index.ts";
import { createKeyedHash } from "./keyed-hash.ts";

/** A user with the hash of its password as it is stored now. */
export interface PasswordHolder {
  readonly id: UserId;
  readonly passwordHash: string;
}

/** Passwords that were found right a moment ago, so that a caller who sends one with each call does not wait each time. */
export interface VerifiedPasswords {
  /** Until when this very password counts as found right for this very hash; `undefined` when it does not now. */
  endTimeUs(holder: PasswordHolder, password: string): number | undefined;
  /** Remembers that the password is right; answers until when. */
  add(holder: PasswordHolder, password: string): number;
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
 * - As the stored hash is part of it, what was kept is of no use once the password is another.
 */
export function createVerifiedPasswords(clock: Clock, limits = { maxAgeUs, maxUsers }): VerifiedPasswords {
  const keyedHash = createKeyedHash();
  const kept = new Map<UserId, { readonly digest: string; readonly endTimeUs: number }>();
  const digestOf = ({ id, passwordHash }: PasswordHolder, password: string): string =>
    keyedHash(JSON.stringify([id, passwordHash, password]));
  return {
    endTimeUs(holder, password) {
      const found = kept.get(holder.id);
      if (found === undefined) return undefined;
      if (found.endTimeUs <= clock()) {
        kept.delete(holder.id);
        return undefined;
      }
      // Nobody can choose what the digest of a guess is, so how much of it is right tells nothing.
      return found.digest === digestOf(holder, password) ? found.endTimeUs : undefined;
    },
    add(holder, password) {
      const endTimeUs = clock() + limits.maxAgeUs;
      // Made anew, so that the map's order is that of the ends.
      kept.delete(holder.id);
      kept.set(holder.id, { digest: digestOf(holder, password), endTimeUs });
      const [oldest] = kept.keys();
      if (kept.size > limits.maxUsers && oldest !== undefined) kept.delete(oldest);
      return endTimeUs;
    },
    get size() {
      return kept.size;
    },
  };
}
