/** All of a directory, row by row: for exports and imports. */

export { migrations } from "../migrations/migrate.ts";
export { newestStep as newestSchema } from "../schema.ts";
export type { TransferRow } from "./row.ts";
export {
  describeSchema,
  migrationsUpTo,
  type TransferColumn,
  type TransferSchema,
  type TransferTable,
} from "./schema.ts";
export type { TransferLocation } from "./session.ts";
export { type DirectorySource, openDirectorySource } from "./source.ts";
export { exportedTables } from "./table-names.ts";
export {
  type DirectoryTarget,
  type FinishStep,
  openDirectoryTarget,
  type TransferRecord,
  type WrongRow,
} from "./target.ts";
export { assertImportable, type ImportFile } from "./target-state.ts";
