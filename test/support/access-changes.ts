import type { AccessChange, AccessChanges, AccessListener } from "../../src/storage/contract/index.ts";

/** Changes to access that a test makes up. */
export interface MadeUpChanges extends AccessChanges {
  tell(change: AccessChange): void;
  /** From now on nothing older than this may be used. Until then anything may. */
  setMaxAgeMs(maxAgeMs: number): void;
}

/** No change yet, and no end to what was read. */
export function makeUpChanges(): MadeUpChanges {
  const listeners = new Set<AccessListener>();
  let maxAgeMs = Number.POSITIVE_INFINITY;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    maxAgeMs: () => maxAgeMs,
    tell(change) {
      for (const listener of listeners) listener(change);
    },
    setMaxAgeMs(ms) {
      maxAgeMs = ms;
    },
  };
}
