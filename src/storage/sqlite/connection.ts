import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import type { Connection, Query } from "../connection.ts";
import { statementError } from "./errors.ts";

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
    // FULL: in WAL mode a commit returns only when it is on disk.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${cacheKib};
      PRAGMA case_sensitive_like = ON;`);
  } catch (error) {
    database.close();
    throw error;
  }
  return createConnection(database);
}

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
  const statements = new Map<string, StatementSyncInstance>();
  const statementOf = (query: Query): StatementSyncInstance => {
    if (!query.isFixed) return database.prepare(query.sql);
    let statement = statements.get(query.sql);
    if (statement === undefined) {
      statement = database.prepare(query.sql);
      statements.set(query.sql, statement);
    }
    return statement;
  };
  const runNow = <Row>(query: Query<Row>): readonly Row[] => {
    try {
      const statement = statementOf(query);
      if (query.isWrite) {
        // The driver gives result codes with the errors of `run`, and none with those of `all`.
        statement.run(...query.parameters);
        return [];
      }
      // The query's type says what its rows are; the driver cannot know.
      return statement.all(...query.parameters) as unknown as readonly Row[];
    } catch (error) {
      throw statementError(error);
    }
  };
  return { database, runNow, run: async (query) => runNow(query) };
}
