/** What one batch of commands cost. */
export interface BatchMeasurement {
  /** Commands in it. */
  readonly size: number;
  /** From its first statement until all were answered. */
  readonly totalMs: number;
  /** The commit alone: for the most part the disk. */
  readonly commitMs: number;
}

/** Called once for each batch that was committed. Must not throw. */
export type OnBatch = (batch: BatchMeasurement) => void;
