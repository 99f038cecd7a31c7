import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { StorageOpenError } from "../contract/errors.ts";
import { openReadOnlyConnection, type SqliteConnection } from "./connection.ts";
import { databaseFile, openError } from "./folder.ts";
import { syncPath } from "./sync-path.ts";

/** A copy of a database that was just made. */
export interface Backup {
  readonly bytes: number;
}

/**
 * Copies a folder's database into one file, as it is at this moment. A server may be using it: it goes on reading and
 * writing meanwhile, and what it writes from now on is not in the copy.
 *
 * - The copy is checked page by page, and its rows for what they refer to, before it gets its name.
 * - It is on disk when this returns, whole or not at all, and readable to its owner only.
 * - A file with that name is replaced only when the caller says so.
 *
 * @throws StorageOpenError
 */
export function backupFolder(folder: string, file: string, { replaces }: { readonly replaces: boolean }): Backup {
  const source = join(folder, databaseFile);
  if (!existsSync(source)) throw new StorageOpenError(`there is no database in ${folder}; name its folder with --data`);
  if (existsSync(file) && !replaces) throw alreadyThere(file);
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    copyDatabase(source, unfinished);
    const { size } = statSync(unfinished);
    if (replaces) renameSync(unfinished, file);
    else linkSync(unfinished, file);
    syncPath(dirname(resolve(file)));
    return { bytes: size };
  } catch (error) {
    // A link is refused when somebody has made the file meanwhile.
    throw hasCode(error, "EEXIST") ? alreadyThere(file) : openError(file, error);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function copyDatabase(source: string, target: string): void {
  // SQLite takes a file that is empty, and leaves its mode as it is.
  closeSync(openSync(target, "wx", 0o600));
  const { database } = openReadOnlyConnection(source);
  try {
    database.prepare("VACUUM INTO ?").run(target);
  } finally {
    database.close();
  }
  verify(target);
  syncPath(target);
}

function verify(file: string): void {
  const connection = openReadOnlyConnection(file);
  try {
    const damage = findDamage(connection);
    if (damage !== undefined) throw new Error(`the copy is damaged (${damage})`);
  } finally {
    connection.database.close();
  }
}

/** What is wrong with a database, looked for in every page and every reference; `undefined` when all is well. */
export function findDamage({ database }: SqliteConnection): string | undefined {
  const { integrity_check: found }: { integrity_check: string } = database.prepare("PRAGMA integrity_check(1)").get();
  if (found !== "ok") return found;
  const [broken]: readonly { readonly table: string }[] = database.prepare("PRAGMA foreign_key_check").all();
  return broken === undefined ? undefined : `a row of ${broken.table} names one that is not there`;
}

const alreadyThere = (file: string): StorageOpenError =>
  new StorageOpenError(`${file} is there already; name another file, or say --force to replace it`);

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
