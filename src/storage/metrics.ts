import type { Storage } from "./contract/storage.ts";

/** What one batch of commands cost. */
export interface BatchMeasurement {
  /** Commands in it. */
  readonly size: number;
  /** How long the one that came first had waited when the batch began: for a connection, for those before it. */
  readonly queueMs: number;
  /** From its first statement until all were answered. */
  readonly totalMs: number;
  /** The commit alone: for the most part the disk. */
  readonly commitMs: number;
}

/** Called once for each batch that was committed. Must not throw. */
export type OnBatch = (batch: BatchMeasurement) => void;

/** How often values were in which range, since the start; the shape of a Prometheus histogram. */
export interface HistogramSnapshot {
  /** Each range: up to and with `upTo`, the last one without an end; `count` is of this range alone. */
  readonly buckets: readonly { readonly upTo: number; readonly count: number }[];
  /** Of all values. */
  readonly count: number;
  readonly sum: number;
}

/** Group commit since the start, one value for each batch that was committed. */
export interface CommitMetricsSnapshot {
  readonly batchSize: HistogramSnapshot;
  readonly queueMs: HistogramSnapshot;
  readonly commitMs: HistogramSnapshot;
}

/** What the storage is busy with at this moment. */
export interface StorageLoad {
  /** Commands that wait for a batch. */
  readonly waitingCommands: number;
  /** The connections to the database, by what they are for; none with SQLite, which has one in this process. */
  readonly connections: readonly ConnectionLoad[];
}

/** A storage that tells how busy it is. */
export interface MeasuredStorage extends Storage {
  readonly load: () => StorageLoad;
}

/** Connections to the database that are for the same. */
export interface ConnectionLoad {
  readonly use: "commands" | "reads";
  readonly open: number;
  /** Those with an answer outstanding. */
  readonly busy: number;
  /** Most that there may be. */
  readonly max: number;
}

/** Measures group commit. */
export interface CommitMetrics {
  readonly record: OnBatch;
  snapshot(): CommitMetricsSnapshot;
}

const sizeBounds = [1, 2, 4, 8, 16, 32, 64];
/** From a commit in memory to a disk that is in trouble. */
const durationBoundsMs = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1_000];

/** Metrics of no batch yet. Recording costs some additions a batch. */
export function createCommitMetrics(): CommitMetrics {
  const batchSize = createHistogram(sizeBounds);
  const queueMs = createHistogram(durationBoundsMs);
  const commitMs = createHistogram(durationBoundsMs);
  return {
    record(batch) {
      batchSize.record(batch.size);
      queueMs.record(batch.queueMs);
      commitMs.record(batch.commitMs);
    },
    snapshot: () => ({
      batchSize: batchSize.snapshot(),
      queueMs: queueMs.snapshot(),
      commitMs: commitMs.snapshot(),
    }),
  };
}

function createHistogram(bounds: readonly number[]) {
  const ends = [...bounds, Number.POSITIVE_INFINITY];
  const counts = ends.map(() => 0);
  let sum = 0;
  return {
    record(value: number): void {
      const index = ends.findIndex((end) => value <= end);
      counts[index] = (counts[index] ?? 0) + 1;
      sum += value;
    },
    snapshot: (): HistogramSnapshot => ({
      buckets: ends.map((upTo, index) => ({ upTo, count: counts[index] ?? 0 })),
      count: counts.reduce((total, count) => total + count, 0),
      sum,
    }),
  };
}
