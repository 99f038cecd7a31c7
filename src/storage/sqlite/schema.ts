import { existsSync } from "node:fs";
import { join } from "node:path";
import { findMissing, migrate, migrations } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { closeConnection, openReadOnlyConnection, type SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { databaseFile, openError, openFolder } from "./folder.ts";

/** Brings the tables up to date in a transaction of its own; answers the numbers of the migrations that were run now. */
export async function migrateUnderLock(connection: SqliteConnection, nowUs: () => number): Promise<readonly number[]> {
  connection.database.exec("BEGIN IMMEDIATE");
  // On an error the connection is closed, which rolls back.
  const applied = await migrate({ connection, ddl: sqliteDialect.ddl, nowUs });
  connection.database.exec("COMMIT");
  return applied;
}

/** As {@link migrateUnderLock}, of the folder's database, which is made when it is missing. Throws StorageOpenError. */
export async function migrateFolder(folder: string, nowUs: () => number): Promise<readonly number[]> {
  const { connection, release } = openFolder(folder);
  try {
    return await migrateUnderLock(connection, nowUs);
  } catch (error) {
    throw openError(folder, error);
  } finally {
    closeConnection(connection);
    release();
  }
}

/** The migrations that the folder's database lacks, also while a server uses it. Throws StorageOpenError. */
export async function findMissingOfFolder(folder: string): Promise<readonly Migration[]> {
  const file = join(folder, databaseFile);
  if (!existsSync(file)) return migrations;
  let connection: SqliteConnection | undefined;
  try {
    connection = openReadOnlyConnection(file);
    const [table] = connection.runNow(tableOfMigrations);
    return table === undefined ? migrations : await findMissing(connection);
  } catch (error) {
    throw openError(file, error);
  } finally {
    connection?.database.close();
  }
}

const tableOfMigrations = {
  sql: "SELECT name FROM sqlite_schema WHERE name = 'migrations'",
  parameters: [],
  isFixed: false,
  isWrite: false,
};
