import { joinAccessChanges } from "../access-feed.ts";
import type { Connection } from "../connection.ts";
import type { AccessChange } from "../contract/access-changes.ts";
import type { CommitFacts } from "../contract/storage.ts";
import type { Job } from "../group-commit.ts";
import { createCommandTransaction, type Queries } from "../transaction.ts";
import { notifyQuery } from "./access-channel.ts";
import { checkpointSql, type TransactionId } from "./commit-outcome.ts";
import type { PostgresConnection } from "./connection.ts";
import { ConnectionLostError, messageOf, TransactionRefusedError } from "./errors.ts";
import { createGathering } from "./gathering.ts";

/** How one run of a batch ended. */
export type BatchResult =
  | { readonly kind: "committed"; readonly work: BatchWork; readonly commit: Pick<CommitFacts, "startMs" | "endMs"> }
  /** Undone as a whole because one command failed; the commands are to be run in turn. */
  | { readonly kind: "undone"; readonly error: Error }
  /** Undone as a whole by the server, which may take the same commands later. */
  | { readonly kind: "refused"; readonly error: Error }
  /** Undone as a whole: the connection broke before the commit was sent. */
  | { readonly kind: "lost"; readonly error: Error }
  /** The connection broke while the commit was under way. */
  | {
      readonly kind: "in-doubt";
      readonly error: Error;
      readonly transaction: TransactionId;
      readonly work: BatchWork;
    };

/** What a batch has done, as far as its commit goes through. */
export interface BatchWork {
  /** Answer the callers. */
  readonly settle: readonly ((commit: CommitFacts | undefined) => void)[];
  /** To be told before. */
  readonly accessChange: AccessChange | undefined;
}

/** One run of a batch. */
export interface BatchRun {
  readonly connection: PostgresConnection;
  readonly queries: Queries;
  readonly jobs: readonly Job[];
  /** Whether the server tells a transaction's number and, later, its outcome. */
  readonly tellsOutcome: boolean;
  /** Whether the server passes on notifications, by which other processes learn of changes to access. */
  readonly canNotify: boolean;
}

type JobResult =
  | { readonly kind: "done"; readonly accessChange: AccessChange | undefined }
  /** Failed without having written: its neighbours need not care. */
  | { readonly kind: "failed"; readonly error: unknown }
  /** Failed and must be undone. */
  | { readonly kind: "dirty"; readonly error: unknown };

/**
 * Runs the jobs at the same time in one transaction: their statements share round trips, and those of one text are one
 * (see {@link createGathering}). Jobs with a common key run one after another. No savepoints: when a job fails after it
 * wrote, everything is undone.
 */
export async function runTogether(run: BatchRun): Promise<BatchResult> {
  const { connection, queries, jobs, tellsOutcome } = run;
  const begun = begin(connection, tellsOutcome);
  const gathering = createGathering(connection);
  // A lone command has nobody to be gathered with.
  const connect = (): Connection => (jobs.length === 1 ? connection : gathering.forCommand());
  const lastOfKey = new Map<string, Promise<unknown>>();
  const results = await Promise.all(
    jobs.map((job) => {
      const before = job.keys.flatMap((key) => lastOfKey.get(key) ?? []);
      const result =
        before.length === 0 ? runJob(connect(), queries, job) : after(before, () => runJob(connect(), queries, job));
      for (const key of job.keys) lastOfKey.set(key, result);
      return result;
    }),
  );
  const transaction = await begun;
  if (transaction instanceof Error) return givenUp(connection, transaction);
  const dirty = results.flatMap((result) => (result.kind === "dirty" ? [result.error] : []));
  if (dirty.length > 0) {
    await rollback(connection);
    return givenUp(connection, dirty.find(isGivenUp) ?? dirty[0]);
  }
  return commit(run, transaction, workOf(jobs, results));
}

/** Runs the jobs one after another in one transaction, each behind a savepoint, so that a failed one is undone alone. */
export async function runInTurn(run: BatchRun): Promise<BatchResult> {
  const { connection, queries, jobs, tellsOutcome } = run;
  const begun = begin(connection, tellsOutcome);
  const results: JobResult[] = [];
  for (const job of jobs) {
    // Not awaited: they travel with the job's own statements, and fail only if these fail too.
    ignoreAnswer(connection.control("savepoint command"));
    const result = await runJob(connection, queries, job);
    if (result.kind === "dirty" && (isGivenUp(result.error) || !connection.isOpen)) {
      await begun;
      await rollback(connection);
      return givenUp(connection, result.error);
    }
    ignoreAnswer(
      connection.control(result.kind === "dirty" ? "rollback to command; release command" : "release command"),
    );
    results.push(result);
  }
  const transaction = await begun;
  if (transaction instanceof Error) return givenUp(connection, transaction);
  return commit(run, transaction, workOf(jobs, results));
}

async function after<Result>(before: readonly Promise<unknown>[], run: () => Promise<Result>): Promise<Result> {
  await Promise.all(before);
  return run();
}

/** The transaction's number, or the error that kept it from beginning. Never rejects. */
async function begin(connection: PostgresConnection, tellsOutcome: boolean): Promise<TransactionId | Error> {
  const sql = "begin isolation level read committed";
  try {
    // Asked for at once: the answer must be here before the commit is sent.
    const { rows } = await connection.control<{ readonly xid?: string; readonly checkpoint?: string }>(
      tellsOutcome ? `${sql}; select cast(txid_current() as text) as xid, ${checkpointSql} as checkpoint` : sql,
    );
    return { xid: rows[0]?.xid, timeline: connection.timeline, checkpoint: rows[0]?.checkpoint };
  } catch (error) {
    return asError(error);
  }
}

async function runJob(connection: Connection, queries: Queries, job: Job): Promise<JobResult> {
  const transaction = createCommandTransaction(connection, queries);
  try {
    await job.attempt(transaction.tx);
    const failure = transaction.end();
    if (failure !== undefined) return { kind: "dirty", error: failure.error };
    return { kind: "done", accessChange: transaction.accessChange() };
  } catch (error) {
    const failure = transaction.end();
    if (failure !== undefined && isGivenUp(failure.error)) return { kind: "dirty", error: failure.error };
    return { kind: failure !== undefined || transaction.hasWritten() ? "dirty" : "failed", error };
  }
}

async function commit(
  { connection, canNotify }: BatchRun,
  transaction: TransactionId,
  work: BatchWork,
): Promise<BatchResult> {
  if (!connection.isOpen)
    return { kind: "lost", error: new ConnectionLostError("the connection to PostgreSQL is closed") };
  const startMs = performance.now();
  // Travels with the commit, and fails it when it fails.
  if (canNotify && work.accessChange) ignoreAnswer(connection.run(notifyQuery(work.accessChange)));
  try {
    const { command } = await connection.control("commit");
    // The server answers COMMIT in a failed transaction by rolling back, without an error.
    if (command !== "COMMIT") return { kind: "undone", error: new Error("the server rolled the transaction back") };
    return { kind: "committed", work, commit: { startMs, endMs: performance.now() } };
  } catch (error) {
    if (error instanceof ConnectionLostError) return { kind: "in-doubt", error, transaction, work };
    return { kind: "refused", error: asError(error) };
  }
}

async function rollback(connection: PostgresConnection): Promise<void> {
  try {
    await connection.control("rollback");
  } catch {
    // A session whose transaction cannot be ended is of no more use.
    connection.destroy();
  }
}

function givenUp(connection: PostgresConnection, error: unknown): BatchResult {
  if (error instanceof TransactionRefusedError) return { kind: "refused", error };
  if (error instanceof ConnectionLostError) return { kind: "lost", error };
  return { kind: connection.isOpen ? "undone" : "lost", error: asError(error) };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(messageOf(error)));

const isGivenUp = (error: unknown): boolean =>
  error instanceof TransactionRefusedError || error instanceof ConnectionLostError;

const workOf = (jobs: readonly Job[], results: readonly JobResult[]): BatchWork => ({
  settle: jobs.map((job, index) => {
    const result = results[index];
    return result === undefined || result.kind === "done"
      ? (commit) => job.succeed(commit)
      : () => job.fail(result.error);
  }),
  accessChange: joinAccessChanges(results.map((result) => (result.kind === "done" ? result.accessChange : undefined))),
});

function ignoreAnswer(answer: Promise<unknown>): void {
  answer.catch(() => {});
}
