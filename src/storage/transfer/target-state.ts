import { existsSync } from "node:fs";
import { join } from "node:path";
import { StorageOpenError } from "../contract/errors.ts";
import { findMissing } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { databaseFile } from "../sqlite/folder.ts";
import { describeUnfinishedImport, readImportProgress } from "./import-progress.ts";
import { anyRowQuery } from "./row.ts";
import type { TransferSchema } from "./schema.ts";
import type { TransferLocation, TransferSession } from "./session.ts";
import { openReadSession } from "./source.ts";

/** The file that is imported, as its header and its end describe it. */
export interface ImportFile {
  readonly schema: number;
  readonly creationTime: string;
  readonly rowsSha256: string;
  readonly rowCount: number;
}

/** An import, and what is known before its first write. */
export interface ImportPlan {
  readonly schema: TransferSchema;
  readonly file: ImportFile;
  /** All that this program knows. */
  readonly migrations: readonly Migration[];
}

/**
 * How many of the file's rows an earlier import has left in the tables; `undefined` when they are empty, or not there.
 *
 * @throws StorageOpenError when they hold a directory, the unfinished import of another file, or are newer than the file
 */
export async function findImportedCount({
  session,
  schema,
  file,
  migrations,
}: ImportPlan & { readonly session: TransferSession }): Promise<number | undefined> {
  const { connection } = session;
  const present = await session.listTables();
  if (!present.has("migrations")) return undefined;
  const missing = await findMissing(connection, migrations);
  const progress = present.has("import_progress") ? await readImportProgress(connection) : undefined;
  if (progress !== undefined) {
    if (progress.rowsSha256 === file.rowsSha256) return progress.importedCount;
    throw new StorageOpenError(`this is another file: ${describeUnfinishedImport(progress)}`);
  }
  for (const { name } of schema.tables) {
    // The counter's row comes with its table.
    if (name === "alias_counter" || !present.has(name)) continue;
    if ((await connection.run(anyRowQuery(name))).length > 0) {
      throw new StorageOpenError(
        `the directory is not empty: there are rows in ${name}; import into a folder or a database that no server has used`,
      );
    }
  }
  if (migrations.some((migration) => migration.number > file.schema && !missing.includes(migration))) {
    throw new StorageOpenError(
      `the tables are newer than those of the file (schema ${file.schema}); import into a folder or a database without tables, and they are made and brought up to date`,
    );
  }
  return undefined;
}

/**
 * Throws when an import into this place would be refused because of what is there. Nothing is written there, also no
 * folder.
 *
 * @throws StorageOpenError
 */
export async function assertImportable(location: TransferLocation, plan: ImportPlan): Promise<void> {
  if (location.kind === "sqlite" && !existsSync(join(location.folder, databaseFile))) return;
  const session = await openReadSession(location);
  try {
    await session.beginSnapshot();
    await findImportedCount({ session, ...plan });
  } finally {
    await session.close();
  }
}
