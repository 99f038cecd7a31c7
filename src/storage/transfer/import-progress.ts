import type { Connection, Query } from "../connection.ts";

/** How far an unfinished import has come. */
export interface ImportProgress {
  /** SHA-256 of the rows' lines in the file, in hexadecimal: by it a file is known again. */
  readonly rowsSha256: string;
  /** When the file was made, as its header says. */
  readonly fileCreationTime: string;
  /** Rows in the file. */
  readonly rowCount: number;
  /** How many of them, from the first on, are in the tables. */
  readonly importedCount: number;
}

/** How far an import has come; `undefined` when none is unfinished. Its table must be there. */
export async function readImportProgress(connection: Connection): Promise<ImportProgress | undefined> {
  const [row] = await connection.run(select);
  return (
    row && {
      rowsSha256: row.rows_sha256,
      fileCreationTime: row.file_creation_time,
      rowCount: row.row_count,
      importedCount: row.imported_count,
    }
  );
}

/** Why a directory cannot be used yet, for a person. */
export const describeUnfinishedImport = ({ fileCreationTime, rowCount, importedCount }: ImportProgress): string =>
  `an import into this directory is not finished: it has ${importedCount} of ${rowCount} rows of the export of ${fileCreationTime}; run "roster import" again with that file, or give up the directory and use an empty one`;

interface ImportProgressRow {
  readonly rows_sha256: string;
  readonly file_creation_time: string;
  readonly row_count: number;
  readonly imported_count: number;
}

const select: Query<ImportProgressRow> = {
  sql: "SELECT rows_sha256, file_creation_time, row_count, imported_count FROM import_progress",
  parameters: [],
  isFixed: false,
  isWrite: false,
};
