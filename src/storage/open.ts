import { type CommitMetricsSnapshot, createCommitMetrics, type MeasuredStorage, type OnBatch } from "./metrics.ts";
import { openPostgresStorage } from "./postgres/engine.ts";
import { openMemoryStorage, openSqliteStorage, type ResettableStorage } from "./sqlite/engine.ts";

export type { ResettableStorage } from "./sqlite/engine.ts";

/** Where the directory lives, and what the storage tells about itself. */
export type OpenStorageOptions = StorageLocation & StorageHooks;

/** Where the directory lives. */
export type StorageLocation =
  /** A SQLite database in this folder, which is made when it is missing. For one process. */
  | { readonly kind: "sqlite"; readonly folder: string }
  /** A SQLite database in memory, gone when the storage is closed. For tests. */
  | { readonly kind: "memory" }
  /** A PostgreSQL database, `postgres://user:password@host:port/database`. For any number of processes. */
  | {
      readonly kind: "postgres";
      readonly url: string;
      /**
       * Connections for commands, and as many again for reads. Default 4: each commits for many commands, so more of
       * them make smaller batches and not more writes.
       */
      readonly poolSize?: number;
      /**
       * How long a call waits for a database that is away before it fails. Default 3,000: longer than a failover's
       * dropped connections take to come back, shorter than callers' own patience.
       */
      readonly unavailableAfterMs?: number;
      /**
       * How long an answer of the database may take before its connection is given up. Default 15,000: no query of
       * ours takes so long, so the server is gone without a word or another session holds a lock.
       */
      readonly answerTimeoutMs?: number;
    };

/** Callbacks; none of them may throw. */
export interface StorageHooks {
  /** Called for each batch of commands that was committed. */
  readonly onBatch?: OnBatch;
  /** The clock, in microseconds; only migrations ask for it. Defaults to the system's. */
  readonly nowUs?: () => number;
}

/** A storage, with what it tells about itself. */
export interface OpenedStorage extends MeasuredStorage {
  /** How commands were gathered into commits, since the start. */
  readonly commitMetrics: () => CommitMetricsSnapshot;
}

/**
 * The storage at this place, its tables brought up to date.
 *
 * @throws StorageOpenError with a text for a person: why, and what to change.
 */
export async function openStorage(options: OpenStorageOptions): Promise<OpenedStorage> {
  const metrics = createCommitMetrics();
  const storage = await openEngine(options, (batch) => {
    metrics.record(batch);
    options.onBatch?.(batch);
  });
  return { ...storage, commitMetrics: metrics.snapshot };
}

function openEngine(options: OpenStorageOptions, onBatch: OnBatch): Promise<MeasuredStorage> {
  const nowUs = options.nowUs ?? systemNowUs;
  switch (options.kind) {
    case "sqlite":
      return openSqliteStorage({ folder: options.folder, nowUs, onBatch });
    case "memory":
      return openSqliteStorage({ folder: undefined, nowUs, onBatch });
    case "postgres":
      return openPostgresStorage({
        url: options.url,
        poolSize: options.poolSize ?? 4,
        unavailableAfterMs: options.unavailableAfterMs ?? 3_000,
        answerTimeoutMs: options.answerTimeoutMs ?? 15_000,
        nowUs,
        onBatch,
      });
  }
}

/** A storage in memory whose state can be kept and come back: for tests that share a server and not what they wrote. */
export const openResettableStorage = (): Promise<ResettableStorage> => openMemoryStorage({ nowUs: systemNowUs });

/** The system's clock, in microseconds. */
export const systemNowUs = (): number => Date.now() * 1_000;
