import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { StorageInUseError, StorageOpenError } from "../contract/errors.ts";
import { openConnection, type SqliteConnection } from "./connection.ts";
import { primaryCode, resultCode } from "./errors.ts";
import { createWalSync, type WalSync } from "./wal-sync.ts";

/** A folder that this process alone uses. */
export interface OpenFolder {
  readonly connection: SqliteConnection;
  readonly walSync: WalSync;
  /** Lets other processes in. The connection must be closed before. */
  release(): void;
}

/** The name of the database's file in its folder. */
export const databaseFile = "roster.db";

/** A database up to this size is checked page by page at start, in well under a tenth of a second. */
const checkMaxBytes = 16 * 1_024 * 1_024;

/**
 * The folder's database, held against every other process until it is released or this process ends.
 *
 * @throws StorageOpenError when the folder cannot be used, is in use, or holds a damaged database.
 */
export function openFolder(folder: string): OpenFolder {
  makeFolder(folder);
  const release = lockFolder(folder);
  const file = join(folder, databaseFile);
  try {
    const connection = openConnection(file);
    try {
      checkDatabase(connection);
    } catch (error) {
      connection.database.close();
      throw error;
    }
    return { connection, walSync: createWalSync(file), release };
  } catch (error) {
    release();
    throw openError(file, error);
  }
}

function makeFolder(folder: string): void {
  try {
    // Only the owner: the folder holds password hashes.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageOpenError(
      `the data folder ${folder} cannot be used: ${reason}; name another folder or give this process the right to write there`,
      { cause: error },
    );
  }
}

/**
 * Holds a lock of the operating system, which ends with the process however it ends.
 *
 * It is SQLite's own write lock on a database beside the directory's. That lock leaves the file readable, so the holder
 * can leave its process id in it for the refused one to name.
 */
function lockFolder(folder: string): () => void {
  const file = join(folder, "roster.lock");
  let lock: InstanceType<typeof DatabaseSync> | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec("BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL); DELETE FROM holder;");
    lock.exec(`INSERT INTO holder VALUES (${process.pid}); COMMIT; BEGIN IMMEDIATE;`);
    const held = lock;
    return () => held.close();
  } catch (error) {
    const pid = lock === undefined ? undefined : holderPid(lock);
    lock?.close();
    if (primaryCode(error) !== resultCode.busy) throw openError(file, error);
    const holder = pid === undefined ? "another process" : `the process ${pid}`;
    throw new StorageInUseError(
      `the data folder ${folder} is in use by ${holder}; stop it, or name another folder (several processes need PostgreSQL)`,
      { cause: error },
    );
  }
}

function holderPid(lock: InstanceType<typeof DatabaseSync>): number | undefined {
  try {
    const row: unknown = lock.prepare("SELECT pid FROM holder").get();
    return typeof row === "object" && row !== null && "pid" in row && typeof row.pid === "number" ? row.pid : undefined;
  } catch {
    // The holder is between taking the lock and writing its id.
    return undefined;
  }
}

function checkDatabase({ database }: SqliteConnection): void {
  const { size }: { size: number } = database
    .prepare("SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size")
    .get();
  if (size > checkMaxBytes) return;
  const { quick_check: result }: { quick_check: string } = database.prepare("PRAGMA quick_check(1)").get();
  if (result !== "ok") throw new DamagedError(result);
}

/** The check found damage that SQLite did not stumble over by itself. */
class DamagedError extends Error {
  override readonly name = "DamagedError";
}

/** Why the file or folder cannot be opened, and what to change. */
export function openError(file: string, error: unknown): StorageOpenError {
  if (error instanceof StorageOpenError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = primaryCode(error);
  if (code === resultCode.notADatabase) {
    return new StorageOpenError(`${file} is not a database; move it away, or name another folder`, { cause: error });
  }
  if (code === resultCode.corrupt || error instanceof DamagedError) {
    return new StorageOpenError(`${file} is damaged (${reason}); restore it from a backup`, { cause: error });
  }
  return new StorageOpenError(`${file} cannot be opened: ${reason}`, { cause: error });
}
