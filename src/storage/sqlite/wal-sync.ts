import { closeSync, fdatasync, openSync } from "node:fs";
import { dirname } from "node:path";
import { CommitOutcomeUnknownError, StorageUnavailableError } from "../contract/errors.ts";
import { syncPath } from "./sync-path.ts";

/** Brings commits to the disk. */
export interface WalSync {
  /**
   * Resolves once everything that is committed by now is on the disk. Rejects with CommitOutcomeUnknownError when the disk
   * fails; from then on with every call.
   */
  sync(): Promise<void>;
  /** The last of the syncs under way; `undefined` when all that is committed is on the disk. */
  readonly pending: Promise<void> | undefined;
  /** Throws StorageUnavailableError once a sync has failed: what is in the file and what is on the disk may differ. */
  assertSound(): void;
  /** Lets go of the file. No sync may be under way. */
  close(): void;
}

/**
 * Syncs the write-ahead log of a database beside the thread that writes it, as `synchronous = FULL` would do within each
 * COMMIT: the next commands run meanwhile, and all commits of that time share the next sync.
 *
 * The log is one file from the first write until the connection is closed (https://sqlite.org/walformat.html, 2.1), so it
 * is opened once, after a first commit. What SQLite itself syncs under `synchronous = NORMAL` keeps the file whole.
 */
export function createWalSync(databaseFile: string): WalSync {
  const walFile = `${databaseFile}-wal`;
  let descriptor: number | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failure: CommitOutcomeUnknownError | undefined;

  /** A new file is found after a crash only when its folder is on the disk, too. */
  function openWal(): number {
    const opened = openSync(walFile, "r");
    syncPath(dirname(walFile));
    return opened;
  }

  function syncNow(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (failure !== undefined) throw failure;
      descriptor ??= openWal();
      fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  function start(): Promise<void> {
    const started = syncNow()
      .catch((error: unknown) => {
        failure ??= toFailure(error);
        throw failure;
      })
      .finally(() => {
        running = next;
        next = undefined;
      });
    return started;
  }

  return {
    sync() {
      if (running === undefined) {
        running = start();
        return running;
      }
      // The one that runs may have begun before this commit.
      next ??= running.then(start, start);
      return next;
    },
    get pending() {
      return next ?? running;
    },
    assertSound() {
      if (failure === undefined) return;
      throw new StorageUnavailableError(`the disk has failed; look after it and start again: ${failure.message}`, {
        cause: failure,
      });
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function toFailure(error: unknown): CommitOutcomeUnknownError {
  const message = error instanceof Error ? error.message : String(error);
  return new CommitOutcomeUnknownError(`the disk failed during the commit: ${message}`, { cause: error });
}
