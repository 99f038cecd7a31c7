import { StorageUnavailableError } from "./contract/errors.ts";
import type { Command, CommitFacts, Transaction } from "./contract/storage.ts";

/** A command that waits to be run, with its caller. */
export interface Job {
  readonly keys: readonly string[];
  /** Since when it, or one that came before it and waits no longer, waits; in the terms of `performance.now()`. */
  readonly waitingSinceMs: number;
  /** Runs the command's function once and keeps what it answered; may be called again after a rollback. */
  attempt(tx: Transaction): Promise<void>;
  /**
   * Answers the caller with what the last attempt gave. Only after that attempt's writes are durable.
   *
   * @param commit The commit that made them so; `undefined` when it is not known.
   */
  succeed(commit: CommitFacts | undefined): void;
  /** Answers the caller with this error. Only after the command's writes are known to be undone. */
  fail(error: unknown): void;
}

/** How long the first of these had waited at this time. */
export const queueMsOf = ([first]: readonly Job[], startMs: number): number =>
  first === undefined ? 0 : startMs - first.waitingSinceMs;

/** How commands are gathered. */
export interface GroupCommitOptions {
  /** How many batches run at the same time. */
  readonly laneCount: number;
  /** Most commands in one batch: it bounds how long the first one waits for the last. */
  readonly batchMax: number;
  /** Runs the jobs of one batch and settles every one of them. Must not reject. */
  readonly runBatch: (jobs: readonly Job[]) => Promise<void>;
}

/** Gathers commands into batches. */
export interface GroupCommit {
  /** The command's result, once its batch is durable. */
  command<Result>(command: Command<Result>): Promise<Result>;
  /** How many commands wait for a batch. */
  readonly waitingCount: number;
  /** Refuses new commands and resolves when those under way are answered. */
  close(): Promise<void>;
}

/**
 * A queue of commands, run in batches.
 *
 * - Commands that share a key run in the order they were given: in one batch in that order, or the later one in a
 *   later batch. The others may run at the same time in other lanes.
 * - A batch starts at the end of the event loop's turn in which a lane and a command are there, so commands that arrive
 *   in one turn share a commit and a lone command waits for nobody.
 */
export function createGroupCommit({ laneCount, batchMax, runBatch }: GroupCommitOptions): GroupCommit {
  let waiting: Job[] = [];
  let runningCount = 0;
  let isScheduled = false;
  let isClosed = false;
  let whenIdle: (() => void) | undefined;
  /** When the first command came since batches were last started: read once for all that gather. */
  let gatheringSinceMs: number | undefined;
  const keysInUse = new Set<string>();

  function schedule(): void {
    if (isScheduled || waiting.length === 0 || runningCount >= laneCount) return;
    isScheduled = true;
    setImmediate(startBatches);
  }

  function startBatches(): void {
    isScheduled = false;
    gatheringSinceMs = undefined;
    while (runningCount < laneCount && waiting.length > 0) {
      const jobs = laneCount === 1 ? waiting.splice(0, batchMax) : takeBatch();
      if (jobs.length === 0) return;
      void run(jobs);
    }
  }

  function takeBatch(): Job[] {
    const batch: Job[] = [];
    const left: Job[] = [];
    // Keys of commands that must stay: a later command with such a key must not overtake them.
    const heldKeys = new Set(keysInUse);
    let index = 0;
    // When many wait, the other free lanes get their share.
    const share = Math.min(batchMax, Math.ceil(waiting.length / (laneCount - runningCount)));
    for (; index < waiting.length && batch.length < share; index++) {
      const job = waiting[index];
      if (job === undefined) break;
      if (job.keys.some((key) => heldKeys.has(key))) {
        for (const key of job.keys) heldKeys.add(key);
        left.push(job);
      } else {
        batch.push(job);
      }
    }
    waiting = left.concat(waiting.slice(index));
    return batch;
  }

  async function run(jobs: readonly Job[]): Promise<void> {
    const keys = laneCount === 1 ? [] : [...new Set(jobs.flatMap((job) => job.keys))];
    for (const key of keys) keysInUse.add(key);
    runningCount++;
    await runBatch(jobs);
    runningCount--;
    for (const key of keys) keysInUse.delete(key);
    if (runningCount === 0 && waiting.length === 0) whenIdle?.();
    schedule();
  }

  return {
    command<Result>(command: Command<Result>): Promise<Result> {
      if (isClosed) return Promise.reject(new StorageUnavailableError("the storage is closed"));
      return new Promise((resolve, reject) => {
        gatheringSinceMs ??= performance.now();
        waiting.push(createJob(command, gatheringSinceMs, resolve, reject));
        schedule();
      });
    },
    get waitingCount() {
      return waiting.length;
    },
    async close() {
      isClosed = true;
      if (runningCount === 0 && waiting.length === 0) return;
      await new Promise<void>((resolve) => {
        whenIdle = resolve;
      });
    },
  };
}

function createJob<Result>(
  command: Command<Result>,
  waitingSinceMs: number,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): Job {
  let answer: { readonly result: Result } | undefined;
  return {
    keys: command.keys,
    waitingSinceMs,
    async attempt(tx) {
      answer = undefined;
      answer = { result: await command.run(tx) };
    },
    succeed(commit) {
      if (commit !== undefined) command.onCommit?.(commit);
      if (answer === undefined) reject(new Error("a command was answered that was not run"));
      else resolve(answer.result);
    },
    fail: reject,
  };
}
