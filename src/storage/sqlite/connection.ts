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
      // The query's type says what its rows are; the driver cannot know.
      return statementOf(query).all(...query.parameters) as unknown as readonly Row[];
    } catch (error) {
      throw statementError(error);
    }
  };
  return { database, runNow, run: async (query) => runNow(query) };
}
