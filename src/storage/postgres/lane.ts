import { setTimeout as delay } from "node:timers/promises";
import type { AccessFeed } from "../access-feed.ts";
import { CommitOutcomeUnknownError, StorageUnavailableError } from "../contract/errors.ts";
import type { CommitFacts } from "../contract/storage.ts";
import { type Job, queueMsOf } from "../group-commit.ts";
import type { OnBatch } from "../metrics.ts";
import type { Queries } from "../transaction.ts";
import { type BatchResult, type BatchWork, runInTurn, runTogether } from "./batch.ts";
import { findCommitOutcome } from "./commit-outcome.ts";
import type { PostgresConnection } from "./connection.ts";
import type { Connector } from "./connector.ts";

/** What running batches needs. */
export interface LanesOptions {
  readonly connector: Connector;
  readonly queries: Queries;
  readonly tellsOutcome: boolean;
  readonly canNotify: boolean;
  readonly accessFeed: AccessFeed;
  readonly onBatch: OnBatch | undefined;
}

/** Connections for commands: one for each batch that is under way. */
export interface Lanes {
  /** Runs the jobs of a batch and settles every one of them. Never rejects. */
  runBatch(jobs: readonly Job[]): Promise<void>;
  /** How many of the connections run a batch. */
  readonly busyCount: number;
  /** The connections that are open now. */
  open(): readonly PostgresConnection[];
  close(): Promise<void>;
}

/**
 * How often commands that the server refused, or whose connection broke, are run in all. A command that loses a deadlock
 * loses to one that then goes on, so this is how many others may come before it.
 */
const attemptsMax = 12;
const retryDelayMs = 10;

/** Lanes without a connection; each batch takes a free one or makes one. */
export function createLanes(options: LanesOptions): Lanes {
  const { connector, queries, tellsOutcome, canNotify, accessFeed, onBatch } = options;
  const free: PostgresConnection[] = [];
  const busy = new Set<PostgresConnection>();

  async function take(): Promise<PostgresConnection> {
    let connection = free.pop();
    while (connection?.isOpen === false) connection = free.pop();
    connection ??= await connector.connect();
    busy.add(connection);
    return connection;
  }

  function giveBack(connection: PostgresConnection): void {
    busy.delete(connection);
    if (connection.isOpen) free.push(connection);
  }

  async function attempt(jobs: readonly Job[], run: typeof runTogether): Promise<BatchResult> {
    const connection = await take();
    try {
      return await run({ connection, queries, jobs, tellsOutcome, canNotify });
    } finally {
      giveBack(connection);
    }
  }

  async function runUntilSettled(jobs: readonly Job[], firstRun: typeof runTogether): Promise<void> {
    const startMs = performance.now();
    let run = firstRun;
    for (let attempts = 1; ; attempts++) {
      const result = await attempt(jobs, run);
      if (result.kind === "committed") {
        const { startMs: commitStartMs, endMs } = result.commit;
        settle(result.work, { batchSize: jobs.length, batchStartMs: startMs, startMs: commitStartMs, endMs });
        const totalMs = performance.now() - startMs;
        const commitMs = endMs - commitStartMs;
        onBatch?.({ size: jobs.length, queueMs: queueMsOf(jobs, startMs), totalMs, commitMs });
        return;
      }
      if (result.kind === "in-doubt" && (await wasCommitted(result))) {
        settle(result.work, undefined);
        return;
      }
      if (attempts === attemptsMax) throw new StorageUnavailableError(result.error.message, { cause: result.error });
      if (result.kind === "undone") run = runInTurn;
      if (result.kind === "refused") {
        // Others wait for locks that this batch holds, and it for theirs: alone, each command holds few.
        if (jobs.length > 1) return runEach(jobs);
        await delay(retryDelayMs * attempts * Math.random());
      }
    }
  }

  function settle({ accessChange, settle: answers }: BatchWork, commit: CommitFacts | undefined): void {
    accessFeed.tell(accessChange);
    for (const answer of answers) answer(commit);
  }

  async function wasCommitted({ transaction, work, error }: BatchResult & { kind: "in-doubt" }): Promise<boolean> {
    const outcome = await findCommitOutcome(connector, transaction);
    if (outcome === "unknown") {
      accessFeed.tell(work.accessChange);
      throw new CommitOutcomeUnknownError(`the connection broke during the commit: ${error.message}`, { cause: error });
    }
    return outcome === "committed";
  }

  async function runEach(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs) await settleAll([job], runInTurn);
  }

  async function settleAll(jobs: readonly Job[], run: typeof runTogether): Promise<void> {
    try {
      await runUntilSettled(jobs, run);
    } catch (error) {
      // A caller that has its answer already takes no second one.
      for (const job of jobs) job.fail(error);
    }
  }

  return {
    runBatch: (jobs) => settleAll(jobs, runTogether),
    get busyCount() {
      return busy.size;
    },
    open: () => [...free, ...busy].filter((connection) => connection.isOpen),
    async close() {
      await Promise.all(free.map((connection) => connection.end()));
    },
  };
}
