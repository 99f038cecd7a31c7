import { StorageUnavailableError } from "../storage/contract/index.ts";
import {
  type ImportFile,
  newestSchema,
  openDirectoryTarget,
  type TransferLocation,
} from "../storage/transfer/index.ts";
import { type CheckedFile, checkFile } from "./check-file.ts";
import type { End } from "./format.ts";
import type { OnProgress } from "./progress.ts";
import { TransferError } from "./transfer-error.ts";
import { writeRows } from "./write-rows.ts";

/** What an import needs. */
export interface ImportOptions {
  readonly file: string;
  readonly location: TransferLocation;
  /** Now, in milliseconds. */
  readonly nowMs: () => number;
  readonly onProgress?: OnProgress | undefined;
  /** Stops the import, which can then be taken up again. */
  readonly signal?: AbortSignal | undefined;
}

/** What was imported. */
export interface ImportSummary {
  /** Rows of each table. */
  readonly counts: End["counts"];
  /** How many of the rows an import that was cut short had left there. */
  readonly resumedCount: number;
}

/**
 * Fills an empty directory with all that a file holds. An import of the same file that was cut short is taken up where it
 * stopped. The file is read through before anything is written: one that is damaged is refused.
 *
 * Until the last row is in and counted, no server starts on the directory.
 *
 * @throws StorageOpenError, TransferError, or the reason of the signal
 */
export async function importDirectory(options: ImportOptions): Promise<ImportSummary> {
  const { file, location, nowMs, onProgress, signal } = options;
  const checked = await checkFile(file, { newestSchema, onProgress, signal });
  assertUnchanged(file, checked);
  const target = await openDirectoryTarget(location, describeFile(checked), { nowUs: () => nowMs() * 1_000 });
  let importedCount = target.importedCount;
  try {
    await writeRows({
      file,
      target,
      rowCount: checked.rowCount,
      signal,
      onWrongRow(problem) {
        throw new TransferError(`${file}, ${problem}`);
      },
      onWritten(count) {
        importedCount = count;
        onProgress?.({ step: "import", done: count, total: checked.rowCount });
      },
    });
    await target.finish(checked.end.counts, (step) => onProgress?.({ step, done: 0, total: 0 }));
    return { counts: checked.end.counts, resumedCount: target.importedCount };
  } catch (error) {
    const cause = signal?.aborted ? new TransferError("The import was stopped", { cause: error }) : error;
    throw describeStop(cause, `${importedCount} of ${checked.rowCount} rows are imported`, signal?.aborted === true);
  } finally {
    await target.close();
  }
}

/** What the target has to know of the file. */
export const describeFile = ({ header, end, rowCount }: CheckedFile): ImportFile => ({
  schema: header.schema,
  creationTime: header.creationTime,
  rowsSha256: end.sha256,
  rowCount,
});

function assertUnchanged(file: string, { problems }: CheckedFile): void {
  if (problems.length === 0) return;
  throw new TransferError(
    `${file} is not as it was written: ${problems.join("; ")}. Nothing was imported: copy it again or export again; --dry-run looks for the lines that are wrong`,
  );
}

/** The error, with what is in the directory now. */
function describeStop(error: unknown, imported: string, wasStopped: boolean): unknown {
  const state = `${imported}, and no server starts on the directory`;
  const goOn = "run the same command again, and it goes on where it stopped";
  if (error instanceof StorageUnavailableError) {
    return new TransferError(`The import has stopped: ${error.message}. ${state}: put that right and ${goOn}`, {
      cause: error,
    });
  }
  if (!(error instanceof TransferError)) return error;
  const advice = wasStopped ? goOn : "empty it before another import";
  return new TransferError(`${error.message}. ${state}: ${advice}`, { cause: error });
}
