import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import type { SqlValue } from "../connection.ts";
import { StorageOpenError } from "../contract/errors.ts";
import { closeConnection, openReadOnlyConnection, type SqliteConnection } from "../sqlite/connection.ts";
import { sqliteDialect } from "../sqlite/dialect.ts";
import { statementError } from "../sqlite/errors.ts";
import { databaseFile, openError, openFolder } from "../sqlite/folder.ts";
import { quoteName, quoteNames, type TransferRow } from "./row.ts";
import type { TransferTable } from "./schema.ts";
import type { ReadSession, WriteSession } from "./session.ts";

const placeholder = (index: number): string => `?${index}`;

/**
 * A session that reads the folder's database, also while a server uses it: it takes no lock that the server would see.
 *
 * @throws StorageOpenError
 */
export function openSqliteReadSession(folder: string): ReadSession {
  const file = join(folder, databaseFile);
  if (!existsSync(file)) {
    throw new StorageOpenError(
      `there is no directory in ${folder}: it has no ${databaseFile}; name the folder with --data`,
    );
  }
  const connection = openChecked(file);
  return {
    connection,
    placeholder,
    listTables: async () => listTables(connection),
    async beginSnapshot() {
      connection.database.exec("BEGIN");
    },
    async close() {
      connection.database.close();
    },
  };
}

function openChecked(file: string): SqliteConnection {
  let connection: SqliteConnection | undefined;
  try {
    connection = openReadOnlyConnection(file);
    // A file that is no database is refused here, and not by the first read.
    connection.database.exec("PRAGMA schema_version");
    return connection;
  } catch (error) {
    connection?.database.close();
    throw openError(file, error);
  }
}

/**
 * A session that writes the folder's database, which is made when it is missing and held against every other process.
 *
 * @throws StorageOpenError
 */
export function openSqliteWriteSession(folder: string): WriteSession {
  const { connection, release } = openFolder(folder);
  const { database } = connection;
  // Indexes of a large directory are sorted on the disk, and there is surely room for them where the database will be.
  process.env["SQLITE_TMPDIR"] ??= folder;
  database.exec("PRAGMA temp_store = FILE");
  const insert = createInserter(database);
  return {
    connection,
    placeholder,
    ddl: sqliteDialect.ddl,
    lockTablesSql: "",
    listTables: async () => listTables(connection),
    async execute(sql) {
      try {
        database.exec(sql);
      } catch (error) {
        throw statementError(error);
      }
    },
    insert: async (table, rows) => insert(table, rows),
    async close() {
      closeConnection(connection);
      release();
    },
  };
}

const listTables = ({ runNow }: SqliteConnection): ReadonlySet<string> =>
  new Set(
    runNow<{ readonly name: string }>({
      sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      parameters: [],
      isFixed: false,
      isWrite: false,
    }).map(({ name }) => name),
  );

/** Adds rows with one prepared statement for each table. */
function createInserter(database: DatabaseSyncInstance): (table: TransferTable, rows: readonly TransferRow[]) => void {
  type Insert = (rows: readonly TransferRow[]) => void;
  const inserts = new Map<string, Insert>();
  function prepare(table: TransferTable): Insert {
    const names = table.columns.map(({ name }) => name);
    const statement = database.prepare(
      `INSERT INTO ${quoteName(table.name)} (${quoteNames(names)}) VALUES (${names.map(() => "?").join(", ")})`,
    );
    const values: SqlValue[] = names.map(() => null);
    return (rows) => {
      for (const row of rows) {
        for (let index = 0; index < names.length; index++) values[index] = row[names[index] ?? ""] ?? null;
        statement.run(...values);
      }
    };
  }
  return (table, rows) => {
    const insert = inserts.get(table.name) ?? prepare(table);
    inserts.set(table.name, insert);
    try {
      insert(rows);
    } catch (error) {
      throw statementError(error);
    }
  };
}
