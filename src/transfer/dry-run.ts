import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  assertImportable,
  describeSchema,
  migrations,
  migrationsUpTo,
  newestSchema,
  openDirectoryTarget,
} from "../storage/transfer/index.ts";
import { checkFile } from "./check-file.ts";
import { describeFile, type ImportOptions, type ImportSummary } from "./import-directory.ts";
import { TransferError } from "./transfer-error.ts";
import { writeRows } from "./write-rows.ts";

/** More problems are hardly read; most come from the first. */
const maxProblems = 10;

/**
 * Finds out whether an import would succeed, and writes nothing to its place: whether the file is as it was written and
 * the place is empty, and whether real tables take every row. The tables are in a folder for temporary files, which needs
 * room for the directory meanwhile.
 *
 * @throws StorageOpenError, TransferError with all that is wrong (of many, the first ten), or the reason of the signal
 */
export async function dryRunImport(options: ImportOptions): Promise<ImportSummary> {
  const { file, location, nowMs, onProgress, signal } = options;
  const checked = await checkFile(file, { newestSchema, onProgress, signal });
  const described = describeFile(checked);
  const schema = await describeSchema(migrationsUpTo(described.schema, migrations));
  await assertImportable(location, { schema, file: described, migrations });
  const problems = [...checked.problems];
  const folder = await mkdtemp(join(tmpdir(), "roster-dry-run-"));
  try {
    const scratch = { kind: "sqlite", folder } as const;
    const target = await openDirectoryTarget(scratch, described, { nowUs: () => nowMs() * 1_000 });
    try {
      await writeRows({
        file,
        target,
        rowCount: checked.rowCount,
        signal,
        onWrongRow(problem) {
          problems.push(problem);
          if (problems.length >= maxProblems) throw describeProblems(file, problems);
        },
        onWritten: (count) => onProgress?.({ step: "import", done: count, total: checked.rowCount }),
      });
    } finally {
      await target.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (problems.length > 0) throw describeProblems(file, problems);
  return { counts: checked.end.counts, resumedCount: 0 };
}

function describeProblems(file: string, problems: readonly string[]): TransferError {
  const more = problems.length < maxProblems ? "" : "\nThere may be more.";
  return new TransferError(
    `${file} cannot be imported:${problems.map((problem) => `\n  - ${problem}`).join("")}${more}`,
  );
}
