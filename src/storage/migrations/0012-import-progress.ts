import type { Migration } from "./migration.ts";

/**
 * How far an import has come. The row is there from the import's first write to its last, so whoever opens the directory
 * meanwhile sees that half of it is missing.
 */
export const importProgress: Migration = {
  number: 12,
  name: "import-progress",
  statements: ({ text }) => [
    `CREATE TABLE import_progress (
      singleton INTEGER NOT NULL CONSTRAINT import_progress_pkey PRIMARY KEY CHECK (singleton = 1),
      rows_sha256 ${text} NOT NULL,
      file_creation_time ${text} NOT NULL,
      row_count BIGINT NOT NULL,
      imported_count BIGINT NOT NULL
    )`,
  ],
};
