import { StorageOpenError } from "../contract/errors.ts";
import { findMissing, migrate, migrations } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { openConnection, type PostgresConnection } from "./connection.ts";
import { postgresDialect } from "./dialect.ts";
import { assertUrl, openError } from "./open-error.ts";

/** The lock under which processes that start at the same time migrate one after another: "roster" in ASCII. */
export const migrationLockKey = 0x726f73746572;

/** Brings the tables up to date in a transaction of its own; answers the numbers of the migrations that were run now. */
export async function migrateUnderLock(
  connection: PostgresConnection,
  nowUs: () => number,
): Promise<readonly number[]> {
  await connection.control("begin");
  await connection.control(`select pg_advisory_xact_lock(${migrationLockKey})`);
  const applied = await migrate({ connection, ddl: postgresDialect.ddl, nowUs });
  await connection.control("commit");
  return applied;
}

/** How a database is reached for a single task. */
export interface OneConnection {
  readonly url: string;
  readonly connectTimeoutMs: number;
}

/** As {@link migrateUnderLock}, on a connection for this alone. Throws StorageOpenError. */
export const migrateDatabase = (to: OneConnection, nowUs: () => number): Promise<readonly number[]> =>
  withConnection(to, (connection) => migrateUnderLock(connection, nowUs));

/** The migrations that the database lacks. Throws StorageOpenError. */
export const findMissingOfDatabase = (of: OneConnection): Promise<readonly Migration[]> =>
  withConnection(of, async (connection) => {
    const { rows } = await connection.control<{ readonly isThere: boolean }>(
      `select to_regclass('migrations') is not null as "isThere"`,
    );
    return rows[0]?.isThere ? findMissing(connection) : migrations;
  });

/** Does something on a connection that is open for this alone. Throws StorageOpenError when that cannot be done. */
export async function withConnection<Result>(
  options: OneConnection,
  work: (connection: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  assertUrl(options.url);
  let connection: PostgresConnection | undefined;
  try {
    connection = await openConnection(options);
    return await work(connection);
  } catch (error) {
    throw error instanceof StorageOpenError ? error : openError(options.url, error);
  } finally {
    await connection?.end();
  }
}
