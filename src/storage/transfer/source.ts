import { StorageOpenError } from "../contract/errors.ts";
import { migrations as allMigrations, findMissing } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { describeUnfinishedImport, readImportProgress } from "./import-progress.ts";
import { openPostgresReadSession } from "./postgres-session.ts";
import { anyRowQuery, countQuery, pageQuery, type TransferRow } from "./row.ts";
import { describeSchema, type TransferTable } from "./schema.ts";
import type { ReadSession, TransferLocation } from "./session.ts";
import { openSqliteReadSession } from "./sqlite-session.ts";

/** All rows of a directory, as they were at one moment, whoever writes meanwhile. */
export interface DirectorySource {
  /** The schema of the tables. */
  readonly schema: number;
  /** In the order in which they are to be exported. */
  readonly tables: readonly TransferTable[];
  count(table: TransferTable): Promise<number>;
  /** The next rows in the order of the primary key, behind this one; the first ones when there is none. */
  page(table: TransferTable, after: TransferRow | undefined, limit: number): Promise<readonly TransferRow[]>;
  close(): Promise<void>;
}

/**
 * The directory at this place, for reading. A server may be using it; nothing is locked or written.
 *
 * @throws StorageOpenError when there is none, its tables are not this program's, or an import into it is not finished
 */
export async function openDirectorySource(
  location: TransferLocation,
  migrations: readonly Migration[] = allMigrations,
): Promise<DirectorySource> {
  const session = await openReadSession(location);
  try {
    await session.beginSnapshot();
    await assertDirectory(session, migrations);
    const schema = await describeSchema(migrations);
    return {
      schema: schema.number,
      tables: schema.tables,
      async count({ name }) {
        const [row] = await session.connection.run(countQuery(name));
        return row?.count ?? 0;
      },
      page: (table, after, limit) => session.connection.run(pageQuery(table, session.placeholder, after, limit)),
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** A session that reads what is at this place. */
export async function openReadSession(location: TransferLocation): Promise<ReadSession> {
  switch (location.kind) {
    case "sqlite":
      return openSqliteReadSession(location.folder);
    case "postgres":
      return openPostgresReadSession(location.url);
  }
}

async function assertDirectory(
  { connection, listTables }: ReadSession,
  migrations: readonly Migration[],
): Promise<void> {
  if (!(await listTables()).has("migrations")) throw new StorageOpenError(noDirectory);
  const missing = await findMissing(connection, migrations);
  if (missing.length > 0) {
    throw new StorageOpenError(
      `the tables are of an older version of this program (${missing.length} migrations are missing); run "roster migrate", or export with the older version`,
    );
  }
  const progress = await readImportProgress(connection);
  if (progress !== undefined) throw new StorageOpenError(describeUnfinishedImport(progress));
  if ((await connection.run(anyRowQuery("instance"))).length === 0) throw new StorageOpenError(noDirectory);
}

const noDirectory = "there is no directory to export: no server has started on this database yet; name another one";
