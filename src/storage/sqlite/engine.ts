import { type AccessFeed, createAccessFeed } from "../access-feed.ts";
import type { Connection } from "../connection.ts";
import { StorageUnavailableError } from "../contract/errors.ts";
import { createGroupCommit } from "../group-commit.ts";
import type { MeasuredStorage, OnBatch } from "../metrics.ts";
import { createQueries, createReader } from "../transaction.ts";
import { createBatchRunner } from "./batch.ts";
import { closeConnection, leaveSyncsToCaller, openConnection, type SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { openError, openFolder } from "./folder.ts";
import { createKeptState } from "./kept-state.ts";
import { migrateUnderLock } from "./schema.ts";
import type { WalSync } from "./wal-sync.ts";

/** Where a SQLite storage lives. */
export interface SqliteOptions {
  /** Folder of the database, made when it is missing; `undefined` keeps all in memory. */
  readonly folder: string | undefined;
  readonly nowUs: () => number;
  /**
   * Most commands in one commit. Default 64: at some 20 µs a command, the first waits little more than the disk makes
   * it wait, and more of them in one commit are hardly cheaper.
   */
  readonly batchMax?: number;
  readonly onBatch?: OnBatch | undefined;
}

/** A storage whose state can be kept, and come back. */
export interface ResettableStorage extends MeasuredStorage {
  /** Keeps the state of this moment in place of the one that was kept before. Commands under way are finished first. */
  keepState(): Promise<void>;
  /**
   * Brings back the kept state, whatever was written since. Commands under way are finished first, and undone with the
   * others. It is told as a change of everybody's access; who remembers anything else must forget it.
   */
  restoreState(): Promise<void>;
}

/** A storage in SQLite that is in memory only, so that its state can be kept and come back. */
export async function openMemoryStorage(options: Omit<SqliteOptions, "folder">): Promise<ResettableStorage> {
  const { storage, connection, accessFeed, onIdle } = await openSqlite({ ...options, folder: undefined });
  const state = createKeptState(connection);
  return {
    ...storage,
    keepState: () => onIdle(state.keep),
    restoreState: () =>
      onIdle(() => {
        state.restore();
        accessFeed.tell("everybody");
      }),
  };
}

/**
 * A storage in SQLite: one file, one connection, one process.
 *
 * @throws StorageOpenError
 */
export const openSqliteStorage = async (options: SqliteOptions): Promise<MeasuredStorage> =>
  (await openSqlite(options)).storage;

/** A storage with what is underneath. */
interface OpenSqlite {
  readonly storage: MeasuredStorage;
  readonly connection: SqliteConnection;
  readonly accessFeed: AccessFeed;
  /** Does something on the connection while no batch is open on it. */
  onIdle(work: () => void): Promise<void>;
}

async function openSqlite(options: SqliteOptions): Promise<OpenSqlite> {
  const opened =
    options.folder === undefined
      ? { connection: openConnection(":memory:"), walSync: undefined, release: () => {} }
      : openFolder(options.folder);
  const { connection, walSync } = opened;
  const release = () => {
    walSync?.close();
    closeConnection(connection);
    opened.release();
  };
  try {
    await migrateUnderLock(connection, options.nowUs);
    if (walSync !== undefined) leaveSyncsToCaller(connection);
    return createStorage(connection, walSync, options, release);
  } catch (error) {
    release();
    throw options.folder === undefined ? error : openError(options.folder, error);
  }
}

function createStorage(
  connection: SqliteConnection,
  walSync: WalSync | undefined,
  options: SqliteOptions,
  release: () => void,
): OpenSqlite {
  const queries = createQueries(sqliteDialect);
  const accessFeed = createAccessFeed();
  const runBatch = createBatchRunner({ connection, queries, accessFeed, onBatch: options.onBatch, walSync });
  let openBatch: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  const groupCommit = createGroupCommit({
    laneCount: 1,
    batchMax: options.batchMax ?? 64,
    runBatch: (jobs) => {
      openBatch = runBatch(jobs).finally(() => {
        openBatch = undefined;
      });
      return openBatch;
    },
  });
  async function onIdle<Result>(work: () => Result): Promise<Result> {
    // There is one connection, and on it an open batch's writes are visible before they are committed.
    while (openBatch !== undefined) await openBatch;
    if (closing !== undefined) throw new StorageUnavailableError("the storage is closed");
    walSync?.assertSound();
    return work();
  }
  const reads: Connection = {
    async run(query) {
      const rows = await onIdle(() => connection.runNow(query));
      // What is committed is there to be read, and is not told before it is on the disk.
      await allDurable();
      return rows;
    },
  };
  async function allDurable(): Promise<void> {
    const pending = walSync?.pending;
    if (pending === undefined) return;
    try {
      await pending;
    } catch {
      walSync?.assertSound();
    }
  }
  const storage: MeasuredStorage = {
    reader: createReader(reads, queries),
    // There is no other process.
    accessChanges: { subscribe: accessFeed.subscribe, maxAgeMs: () => Number.POSITIVE_INFINITY },
    async command(command) {
      walSync?.assertSound();
      return groupCommit.command(command);
    },
    load: () => ({ waitingCommands: groupCommit.waitingCount, connections: [] }),
    async ping() {
      await reads.run({ sql: "SELECT 1", parameters: [], isFixed: true, isWrite: false });
    },
    close() {
      closing ??= groupCommit
        .close()
        .then(() => walSync?.pending?.catch(() => undefined))
        .then(release);
      return closing;
    },
  };
  return { storage, connection, accessFeed, onIdle };
}
