import { StorageOpenError, StorageUnavailableError } from "../contract/errors.ts";
import { openConnection, type PostgresConnection } from "../postgres/connection.ts";
import { postgresDialect } from "../postgres/dialect.ts";
import { ConnectionLostError, TransactionRefusedError } from "../postgres/errors.ts";
import { assertUrl, describeServer, openError } from "../postgres/open-error.ts";
import { migrationLockKey } from "../postgres/schema.ts";
import { quoteName, quoteNames } from "./row.ts";
import type { ReadSession, WriteSession } from "./session.ts";

/** The lock under which one import at a time works on a database: "roster-i" in ASCII, as far as it fits. */
const importLockKey = 0x726f73746569;

/** A command that a person waits for may wait longer than a call. */
const connectTimeoutMs = 10_000;

const placeholder = (index: number): string => `$${index}`;

/**
 * A session that reads the database, beside servers that use it.
 *
 * @throws StorageOpenError
 */
export async function openPostgresReadSession(url: string): Promise<ReadSession> {
  const connection = await open(url);
  return {
    connection,
    placeholder,
    listTables: () => listTables(connection),
    async beginSnapshot() {
      await connection.control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    },
    close: () => connection.end(),
  };
}

/**
 * A session that writes the database, held against other imports. Servers that start meanwhile refuse to, by the record of
 * the import's progress.
 *
 * @throws StorageOpenError
 */
export async function openPostgresWriteSession(url: string): Promise<WriteSession> {
  const connection = await open(url);
  await lock(connection, url);
  return {
    connection,
    placeholder,
    ddl: postgresDialect.ddl,
    lockTablesSql: `SELECT pg_advisory_xact_lock(${migrationLockKey})`,
    listTables: () => listTables(connection),
    async execute(sql) {
      await connection.control(sql);
    },
    async insert(table, rows) {
      const names = quoteNames(table.columns.map(({ name }) => name));
      await connection.run({
        // One parameter for any number of rows: a statement may have no more than 65,535.
        sql: `INSERT INTO ${quoteName(table.name)} (${names}) SELECT ${names}
          FROM json_populate_recordset(null::${quoteName(table.name)}, cast(cast($1 AS text) AS json))`,
        parameters: [JSON.stringify(rows)],
        isFixed: true,
        isWrite: true,
      });
    },
    close: () => connection.end(),
  };
}

/** What a session needs of a connection. */
type SessionConnection = Pick<PostgresConnection, "run" | "control" | "end">;

async function open(url: string): Promise<SessionConnection> {
  assertUrl(url);
  try {
    const { run, control, end } = await openConnection({ url, connectTimeoutMs });
    return {
      run: (query) => run(query).catch(rethrow),
      control: <Row>(sql: string) => control<Row>(sql).catch(rethrow),
      end,
    };
  } catch (error) {
    throw openError(url, error);
  }
}

/** Nobody else is there who would connect again, or run the transaction once more. */
function rethrow(error: unknown): never {
  if (error instanceof ConnectionLostError || error instanceof TransactionRefusedError) {
    throw new StorageUnavailableError(error.message, { cause: error });
  }
  throw error;
}

async function lock(connection: SessionConnection, url: string): Promise<void> {
  const { rows } = await connection.control<{ readonly is_locked: boolean }>(
    `SELECT pg_try_advisory_lock(${importLockKey}) AS is_locked`,
  );
  if (rows[0]?.is_locked === true) return;
  await connection.end();
  throw new StorageOpenError(`another import into the ${describeServer(url)} is running; wait for it, or stop it`);
}

async function listTables(connection: SessionConnection): Promise<ReadonlySet<string>> {
  const { rows } = await connection.control<{ readonly name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()",
  );
  return new Set(rows.map(({ name }) => name));
}
