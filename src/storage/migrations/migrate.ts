import type { Connection, Query } from "../connection.ts";
import { StorageOpenError } from "../contract/errors.ts";
import { describeUnfinishedImport, readImportProgress } from "../transfer/import-progress.ts";
import { directory } from "./0001-directory.ts";
import { grants } from "./0002-grants.ts";
import { membershipOwners } from "./0003-membership-owners.ts";
import { lookups } from "./0004-lookups.ts";
import { aliases } from "./0005-aliases.ts";
import { accessTokens } from "./0006-access-tokens.ts";
import { calls } from "./0007-calls.ts";
import { loginFailures } from "./0008-login-failures.ts";
import { externalManagement } from "./0009-external-management.ts";
import { profileFields } from "./0010-profile-fields.ts";
import { userCounts } from "./0011-user-counts.ts";
import { importProgress } from "./0012-import-progress.ts";
import type { Ddl, Migration } from "./migration.ts";

/** Every migration, in order. */
export const migrations: readonly Migration[] = [
  directory,
  grants,
  membershipOwners,
  lookups,
  aliases,
  accessTokens,
  calls,
  loginFailures,
  externalManagement,
  profileFields,
  userCounts,
  importProgress,
];

/** What migrating needs. The caller holds the engine's lock and an open transaction, and commits afterwards. */
export interface MigrateOptions {
  readonly connection: Connection;
  readonly ddl: Ddl;
  readonly nowUs: () => number;
  /** Defaults to all of them. An import makes the tables of its file first; tests pass fewer or more. */
  readonly migrations?: readonly Migration[];
  /** Whether it is an import that opens the database: nobody else may while one is unfinished. Defaults to false. */
  readonly isImport?: boolean;
}

/**
 * Numbers of the migrations that were run now; none when the tables were up to date.
 *
 * @throws StorageOpenError when the tables were made by a newer program, or an import into them is not finished: nothing
 * is touched then.
 */
export async function migrate(options: MigrateOptions): Promise<readonly number[]> {
  const { connection, ddl, nowUs } = options;
  const known = options.migrations ?? migrations;
  await connection.run(
    statement(
      `CREATE TABLE IF NOT EXISTS migrations (
        number INTEGER NOT NULL CONSTRAINT migrations_pkey PRIMARY KEY,
        name ${ddl.text} NOT NULL,
        applied_time_us BIGINT NOT NULL
      )`,
    ),
  );
  const missing = await findMissing(connection, known);
  if (options.isImport !== true && known.includes(importProgress) && !missing.includes(importProgress)) {
    await assertNoImport(connection);
  }
  for (const migration of missing) {
    for (const sql of migration.statements(ddl)) await connection.run(statement(sql));
    // Number and name come from this program, not from a caller, so they need no parameters.
    await connection.run(
      statement(`INSERT INTO migrations VALUES (${migration.number}, '${migration.name}', ${nowUs()})`),
    );
  }
  return missing.map((migration) => migration.number);
}

/** Half a directory must not be served, nor changed by a later migration: its import would not fit any more. */
async function assertNoImport(connection: Connection): Promise<void> {
  const progress = await readImportProgress(connection);
  if (progress !== undefined) throw new StorageOpenError(describeUnfinishedImport(progress));
}

/**
 * The migrations that were not run yet, in order, of a database that has a table of them.
 *
 * @throws StorageOpenError when the tables were made by a newer program.
 */
export async function findMissing(
  connection: Connection,
  known: readonly Migration[] = migrations,
): Promise<readonly Migration[]> {
  const rows = await connection.run(readApplied);
  const applied = new Set(rows.map((row) => row.number));
  const newest = Math.max(0, ...applied);
  const newestKnown = newestOf(known);
  if (newest > newestKnown) {
    throw new StorageOpenError(
      `the database was made by a newer version of this program (its schema is ${newest}, this version knows ${newestKnown}); run that version or restore an older backup`,
    );
  }
  return known.filter((migration) => !applied.has(migration.number));
}

/** The number of the last of these migrations: what is called the schema. */
export const newestOf = (known: readonly Migration[]): number => known.at(-1)?.number ?? 0;

const readApplied: Query<{ readonly number: number }> = {
  sql: "SELECT number FROM migrations",
  parameters: [],
  isFixed: false,
  isWrite: false,
};

const statement = (sql: string): Query => ({ sql, parameters: [], isFixed: false, isWrite: true });
