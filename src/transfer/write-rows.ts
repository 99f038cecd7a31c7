import { ConstraintError, StorageUnavailableError } from "../storage/contract/index.ts";
import type { DirectoryTarget, TransferRecord } from "../storage/transfer/index.ts";
import { createRowParser, RowError } from "./parse-row.ts";
import { readLines } from "./read-lines.ts";
import { messageOf } from "./transfer-error.ts";

/** What writing the rows of a file needs. */
export interface WriteRowsOptions {
  readonly file: string;
  readonly target: DirectoryTarget;
  /** Rows in the file. */
  readonly rowCount: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each row that cannot be written, as `line 7, column 12: ...`. What it throws ends the work. */
  readonly onWrongRow: (problem: string) => void;
  /** Told how many rows, from the first on, are dealt with. */
  readonly onWritten: (count: number) => void;
}

/** A transaction is of so many rows or bytes: enough that its commit costs nothing, few enough to be kept in memory. */
const batchRows = 5_000;
const batchBytes = 4_194_304;

/** A row and where it stands. */
interface NumberedRecord extends TransferRecord {
  readonly lineNumber: number;
}

/** Writes the rows of the file that the target does not have yet, in transactions of some thousand. */
export async function writeRows(options: WriteRowsOptions): Promise<void> {
  const { file, target, rowCount, signal, onWrongRow } = options;
  const parseRow = createRowParser(target.schema.tables);
  let records: NumberedRecord[] = [];
  let recordBytes = 0;
  async function flush(count: number): Promise<void> {
    await writeBatch(options, records, count);
    records = [];
    recordBytes = 0;
  }
  // The header is line 1, so a row's number is one less than its line's.
  let rowNumber = -1;
  for await (const { lines } of readLines(file)) {
    signal?.throwIfAborted();
    for (const line of lines) {
      rowNumber++;
      if (rowNumber <= target.importedCount || rowNumber > rowCount) continue;
      try {
        const { table, row } = parseRow(line);
        records.push({ table, row, lineNumber: rowNumber + 1 });
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        // What stands before it is written, so that problems are told of in the order of the lines.
        await flush(rowNumber - 1);
        onWrongRow(`line ${rowNumber + 1}, column ${error.column}: ${error.message}`);
      }
      recordBytes += line.length;
      if (records.length >= batchRows || recordBytes >= batchBytes) await flush(rowNumber);
    }
  }
  await flush(rowCount);
}

/** Writes the rows; those that the directory does not take are told of and left out. */
async function writeBatch(options: WriteRowsOptions, records: readonly NumberedRecord[], count: number): Promise<void> {
  const { target, onWrongRow, onWritten } = options;
  let rest = records;
  for (;;) {
    try {
      await target.write(rest, count);
      onWritten(count);
      return;
    } catch (error) {
      if (error instanceof StorageUnavailableError) throw error;
      const wrong = await target.findWrongRow(rest);
      const record = wrong && rest[wrong.index];
      if (wrong === undefined || record === undefined) throw error;
      const countBefore = record.lineNumber - 2;
      await target.write(rest.slice(0, wrong.index), countBefore);
      onWritten(countBefore);
      onWrongRow(`line ${record.lineNumber}, column 1: ${describeRefusal(record.table.name, wrong.error)}`);
      rest = rest.slice(wrong.index + 1);
    }
  }
}

function describeRefusal(table: string, error: unknown): string {
  if (!(error instanceof ConstraintError)) return `the row of ${table} is refused: ${messageOf(error)}`;
  return error.constraint === "reference"
    ? `the row of ${table} refers to a row that is not there`
    : `another row has the same key as this one of ${table} (${error.constraint})`;
}
