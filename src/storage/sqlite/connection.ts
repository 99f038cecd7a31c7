import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import type { Connection, Query, SqlValue } from "../connection.ts";
import { statementError } from "./errors.ts";
import { prepareRead } from "./rows.ts";

/** The one connection to a SQLite file. It is synchronous underneath: a call has happened when it returns. */
export interface SqliteConnection extends Connection {
  readonly database: DatabaseSyncInstance;
  /** The rows that the statement answers. */
  runNow<Row>(query: Query<Row>): readonly Row[];
}

/** How long SQLite waits for another program, such as a backup, that holds the file. */
const busyTimeoutMs = 2_000;
/** Page cache of 32 MiB: a directory of some ten thousand users. */
const cacheKib = 32_768;

/**
 * A connection to the file, with every promise about durability and comparison switched on.
 *
 * Pass `:memory:` for a database that ends with the connection.
 */
export function openConnection(file: string): SqliteConnection {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: busyTimeoutMs });
  try {
    // FULL: in WAL mode a commit returns only when it is on disk, until that is left to somebody else.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${cacheKib};
      PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON;`);
  } catch (error) {
    database.close();
    throw error;
  }
  return createConnection(database);
}

/** From now on COMMIT writes the log and does not wait for the disk: whoever commits has to see to that. */
export function leaveSyncsToCaller({ database }: SqliteConnection): void {
  database.exec("PRAGMA synchronous = NORMAL");
}
/** A connection that writes nothing to a file that is there; a server may be using it. */
export const openReadOnlyConnection = (file: string): SqliteConnection =>
  createConnection(new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs }));

/** Ends the connection and leaves one file behind, without a journal beside it where that is possible. */
export function closeConnection({ database }: SqliteConnection): void {
  try {
    if (database.isTransaction) database.exec("ROLLBACK");
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Nothing is lost: the next start reads the journal.
  }
  database.close();
}

function createConnection(database: DatabaseSyncInstance): SqliteConnection {
  const fixed = new Map<string, PreparedStatement>();
  const recent = new Map<string, PreparedStatement>();
  const statementOf = (query: Query): PreparedStatement => {
    const known = (query.isFixed ? fixed : recent).get(query.sql);
    if (known !== undefined) return known;
    const statement = prepareStatement(database, query);
    if (query.isFixed) fixed.set(query.sql, statement);
    else if (query.sql.length <= recentMaxLength) {
      if (recent.size >= recentMax) recent.clear();
      recent.set(query.sql, statement);
    }
    return statement;
  };
  const runNow = <Row>(query: Query<Row>): readonly Row[] => {
    try {
      // The query's type says what its rows are; the driver cannot know.
      return statementOf(query)(query.parameters) as readonly Row[];
    } catch (error) {
      throw statementError(error);
    }
  };
  return { database, runNow, run: async (query) => runNow(query) };
}

/**
 * How many texts that depend on what was asked are kept prepared: callers ask for the same few again and again, and
 * preparing costs more than most of them. All are forgotten when there are more: what is used comes back.
 */
const recentMax = 128;
/** Longer texts are those of changes to many rows, which seldom are as many again. */
const recentMaxLength = 8_192;

type PreparedStatement = (parameters: readonly SqlValue[]) => readonly unknown[];

const noRows: readonly unknown[] = [];

function prepareStatement(database: DatabaseSyncInstance, { sql, isWrite }: Query): PreparedStatement {
  if (!isWrite) return prepareRead(database, sql);
  const statement = database.prepare(sql);
  // It has no rows; but `run` takes half as long again to say how many it changed.
  return (parameters) => {
    statement.all(...parameters);
    return noRows;
  };
}
