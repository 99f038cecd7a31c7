import { migrations as allMigrations, migrate, newestOf } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { openPostgresWriteSession } from "./postgres-session.ts";
import { countQuery, type TransferRow } from "./row.ts";
import { describeSchema, migrationsUpTo, type TransferSchema, type TransferTable } from "./schema.ts";
import { inTransaction, type TransferLocation, type WriteSession } from "./session.ts";
import { openSqliteWriteSession } from "./sqlite-session.ts";
import { findImportedCount, type ImportFile } from "./target-state.ts";

/** A row, and the table it belongs to. */
export interface TransferRecord {
  readonly table: TransferTable;
  readonly row: TransferRow;
}

/** What is done when all rows are in. */
export type FinishStep = `index ${string}` | "counts";

/** A row that cannot be added. */
export interface WrongRow {
  readonly index: number;
  /** A ConstraintError, or the driver's own. */
  readonly error: unknown;
}

/** A directory that is being imported. Each call counts whole, or not at all. */
export interface DirectoryTarget {
  readonly schema: TransferSchema;
  /** How many of the file's rows are there already, because an earlier import of it was cut short. */
  readonly importedCount: number;
  /** Adds the rows, and keeps in mind how many of the file's rows there are now. */
  write(records: readonly TransferRecord[], importedCount: number): Promise<void>;
  /** Which of these rows cannot be added, and why; `undefined` when all can. Nothing is added. */
  findWrongRow(records: readonly TransferRecord[]): Promise<WrongRow | undefined>;
  /**
   * Makes what follows from the rows, brings the tables up to date and ends the import: from now on a server may start.
   *
   * @throws ImportCountError when the tables do not have as many rows as they must
   */
  finish(counts: Readonly<Record<string, number>>, onStep: (step: FinishStep) => void): Promise<void>;
  /** Lets go of the directory; an import that was not finished can be taken up again. */
  close(): Promise<void>;
}

/** How to open a target. */
export interface TargetOptions {
  readonly nowUs: () => number;
  /** Defaults to all of them. */
  readonly migrations?: readonly Migration[];
}

/** After an import a table has not as many rows as the file says. */
export class ImportCountError extends Error {
  override readonly name = "ImportCountError";
  /** Marks the message as complete without a stack trace. */
  readonly isForPeople = true;
}

/**
 * The place of an import, with the tables of the file's schema and held against everybody else.
 *
 * @throws StorageOpenError when it holds a directory, or the unfinished import of another file
 */
export async function openDirectoryTarget(
  location: TransferLocation,
  file: ImportFile,
  { nowUs, migrations = allMigrations }: TargetOptions,
): Promise<DirectoryTarget> {
  const session = await openWriteSession(location);
  try {
    const ofFile = migrationsUpTo(file.schema, migrations);
    const schema = await describeSchema(ofFile);
    const begin = () => beginImport({ session, schema, file, nowUs, migrations, ofFile });
    const importedCount = await inTransaction(session, begin);
    return { ...createTarget({ session, schema, nowUs, migrations }), importedCount };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function openWriteSession(location: TransferLocation): Promise<WriteSession> {
  switch (location.kind) {
    case "sqlite":
      return openSqliteWriteSession(location.folder);
    case "postgres":
      return openPostgresWriteSession(location.url);
  }
}

interface Beginning {
  readonly session: WriteSession;
  readonly schema: TransferSchema;
  readonly file: ImportFile;
  readonly nowUs: () => number;
  readonly migrations: readonly Migration[];
  readonly ofFile: readonly Migration[];
}

/** How many rows are there already: of a new import, none. */
async function beginImport(beginning: Beginning): Promise<number> {
  const { session, schema, file, nowUs, migrations, ofFile } = beginning;
  const { connection, ddl, placeholder } = session;
  if (session.lockTablesSql !== "") await session.execute(session.lockTablesSql);
  const importedCount = await findImportedCount({ session, schema, file, migrations });
  if (importedCount !== undefined) return importedCount;
  await migrate({ connection, ddl, nowUs, migrations: ofFile, isImport: true });
  // Filled one row after another, they would take several times as long as made at the end.
  for (const { name } of schema.indexes) await session.execute(`DROP INDEX ${name}`);
  // The tables come with a counter that stands at zero; the file has its own.
  await session.execute("DELETE FROM alias_counter");
  await connection.run({
    sql: `INSERT INTO import_progress VALUES (1, ${[1, 2, 3].map(placeholder).join(", ")}, 0)`,
    parameters: [file.rowsSha256, file.creationTime, file.rowCount],
    isFixed: false,
    isWrite: true,
  });
  return 0;
}

interface TargetParts {
  readonly session: WriteSession;
  readonly schema: TransferSchema;
  readonly nowUs: () => number;
  readonly migrations: readonly Migration[];
}

function createTarget(parts: TargetParts): Omit<DirectoryTarget, "importedCount"> {
  const { session, schema } = parts;
  return {
    schema,
    write: (records, importedCount) =>
      inTransaction(session, async () => {
        await insertRuns(session, records);
        await session.execute(`UPDATE import_progress SET imported_count = ${importedCount}`);
      }),
    findWrongRow: (records) => findWrongRow(session, records),
    async finish(counts, onStep) {
      for (const { name, createSql } of schema.indexes) {
        onStep(`index ${name}`);
        await session.execute(createSql);
      }
      onStep("counts");
      await inTransaction(session, () => endImport(parts, counts));
    },
    close: () => session.close(),
  };
}

/** Adds rows of one table that follow each other with one call. */
async function insertRuns(session: WriteSession, records: readonly TransferRecord[]): Promise<void> {
  let run: TransferRow[] = [];
  for (const [index, { table, row }] of records.entries()) {
    run.push(row);
    if (records[index + 1]?.table === table) continue;
    await session.insert(table, run);
    run = [];
  }
}

async function findWrongRow(session: WriteSession, records: readonly TransferRecord[]): Promise<WrongRow | undefined> {
  await session.execute("BEGIN");
  try {
    for (const [index, { table, row }] of records.entries()) {
      try {
        await session.insert(table, [row]);
      } catch (error) {
        return { index, error };
      }
    }
    return undefined;
  } finally {
    await session.execute("ROLLBACK");
  }
}

async function endImport(
  { session, schema, nowUs, migrations }: TargetParts,
  counts: Readonly<Record<string, number>>,
) {
  const { connection, ddl } = session;
  for (const { name } of schema.tables) {
    const [row] = await connection.run(countQuery(name));
    const wanted = counts[name] ?? 0;
    if (row?.count !== wanted) {
      throw new ImportCountError(
        `after the import ${name} has ${row?.count} rows instead of ${wanted}: something else wrote to this directory; empty it and import again`,
      );
    }
  }
  await session.execute("INSERT INTO user_counts SELECT org_id, 0, COUNT(*), 0 FROM users GROUP BY org_id");
  await session.execute("DELETE FROM import_progress");
  if (newestOf(migrations) > schema.number) {
    await migrate({ connection, ddl, nowUs, migrations, isImport: true });
  }
}
