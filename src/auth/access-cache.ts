import type { Clock } from "../directory/clock.ts";
import type { AccessChange, AccessChanges, UserId } from "../storage/contract/index.ts";

/** Something that was found out about access, and how long it holds. */
export interface Finding<Value> {
  readonly value: Value;
  /** The user on whose access it depends; `undefined` when only a change of everybody's can make it another. */
  readonly userId: UserId | undefined;
  /** When it ends by itself. Default: never. */
  readonly endTimeUs?: number | undefined;
  /** Whether it still holds, where something besides the directory decides that. Default: it does. */
  readonly isCurrent?: (() => boolean) | undefined;
  /** Whether it may be kept at all. Default: it may. */
  readonly isKept?: boolean;
}

/** What was found out about access, kept in memory for as long as it holds. */
export interface AccessCache<Value> {
  /** What is kept under the key and holds now. Costs no query and no promise. */
  find(key: string): Value | undefined;
  /**
   * Reads what is to be known, and keeps it under the key, unless something that it depends on has changed since the
   * read began. What is thrown is not kept.
   */
  read(key: string, readNow: () => Promise<Finding<Value>>): Promise<Value>;
  /** How much is kept. */
  readonly size: number;
}

/** How often a cache was asked, since the start. */
export interface CacheCounts {
  /** What was found in memory. */
  hits: number;
  /** What had to be read. */
  misses: number;
}

/** What a cache needs, and its bounds. */
export interface AccessCacheOptions {
  readonly accessChanges: AccessChanges;
  readonly clock: Clock;
  /** Most entries; the one least recently used makes room. Default 10,000: some megabytes. */
  readonly maxEntries?: number;
  /** Counted in, for whoever shows them. Default: counts of its own. */
  readonly counts?: CacheCounts | undefined;
  /** The time by which age is measured, in milliseconds. Default: `performance.now()`. */
  readonly nowMs?: () => number;
}

/**
 * After so long everything is read anew, also where each change is told: who changes the tables by hand, or runs an
 * older version beside this one, tells nobody.
 */
const maxAgeMs = 60_000;

/**
 * An empty cache that follows the directory: what a change touches is dropped before the change is answered, so nothing
 * that was taken away is found afterwards.
 *
 * A read that began before the change may end after it. Each therefore notes the changes that come while it runs.
 */
export function createAccessCache<Value>(options: AccessCacheOptions): AccessCache<Value> {
  const { accessChanges, clock, maxEntries = 10_000, nowMs = () => performance.now() } = options;
  const counts = options.counts ?? { hits: 0, misses: 0 };
  const entries = new Map<string, Entry<Value>>();
  const keysByUser = new Map<UserId, Set<string>>();
  const reads = new Set<RunningRead>();

  function drop(key: string): void {
    const userId = entries.get(key)?.userId;
    entries.delete(key);
    if (userId === undefined) return;
    const keys = keysByUser.get(userId);
    keys?.delete(key);
    if (keys?.size === 0) keysByUser.delete(userId);
  }

  function keep(key: string, finding: Finding<Value>, readTimeMs: number): void {
    drop(key);
    entries.set(key, { ...finding, readTimeMs, isUsed: false });
    if (finding.userId !== undefined) {
      const keys = keysByUser.get(finding.userId);
      if (keys === undefined) keysByUser.set(finding.userId, new Set([key]));
      else keys.add(key);
    }
    while (entries.size > maxEntries) passOldest();
  }

  /** Drops the oldest, unless it was used since it was passed last: then it is the youngest again. */
  function passOldest(): void {
    const [oldest] = entries;
    if (oldest === undefined) return;
    const [key, entry] = oldest;
    if (!entry.isUsed) {
      drop(key);
      return;
    }
    entry.isUsed = false;
    entries.delete(key);
    entries.set(key, entry);
  }

  accessChanges.subscribe((change) => {
    for (const read of reads) read.note(change);
    if (change === "everybody") {
      entries.clear();
      keysByUser.clear();
      return;
    }
    for (const userId of change) {
      for (const key of keysByUser.get(userId) ?? []) drop(key);
    }
  });

  return {
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const { endTimeUs, isCurrent, readTimeMs, value } = entry;
      const isOld = nowMs() - readTimeMs >= Math.min(maxAgeMs, accessChanges.maxAgeMs());
      if (isOld || (endTimeUs !== undefined && endTimeUs <= clock()) || isCurrent?.() === false) {
        drop(key);
        return undefined;
      }
      // Not set anew, as the order of use would have it: a Map makes a new table every so many steps.
      entry.isUsed = true;
      counts.hits++;
      return value;
    },
    async read(key, readNow) {
      counts.misses++;
      const running = createRunningRead();
      const readTimeMs = nowMs();
      reads.add(running);
      try {
        const found = await readNow();
        if (found.isKept !== false && !running.isOutdated(found.userId)) keep(key, found, readTimeMs);
        return found.value;
      } finally {
        reads.delete(running);
      }
    },
    get size() {
      return entries.size;
    },
  };
}

interface Entry<Value> extends Finding<Value> {
  readonly readTimeMs: number;
  isUsed: boolean;
}

interface RunningRead {
  note(change: AccessChange): void;
  /** Whether what it found may be from before a change that it depends on. */
  isOutdated(userId: UserId | undefined): boolean;
}

function createRunningRead(): RunningRead {
  let noted: AccessChange | undefined;
  return {
    note(change) {
      if (noted === undefined || change === "everybody") noted = change;
      else if (noted !== "everybody") noted = new Set([...noted, ...change]);
    },
    isOutdated: (userId) => noted === "everybody" || (userId !== undefined && noted?.has(userId) === true),
  };
}
