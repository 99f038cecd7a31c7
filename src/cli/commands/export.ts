import process from "node:process";
import { exportDirectory } from "../../transfer/export-directory.ts";
import { createExportFile, createExportStream } from "../../transfer/export-file.ts";
import { defineCommand } from "../command.ts";
import { describeFailure } from "../describe-failure.ts";
import { forceOption } from "../force-option.ts";
import { runStoppable } from "../stoppable.ts";
import { storageOptions } from "../storage-options.ts";
import { transferLocationOf } from "../transfer-location.ts";
import { createTransferReport } from "../transfer-report.ts";

/** `roster export`: all of a directory in a file that another Roster can import, whatever its database is. */
export const exportCommand = defineCommand({
  description:
    'Writes all of the directory to a file, a line of JSON for each row: ids, history and hashes of passwords and tokens included. "roster import" makes the same directory of it, on SQLite or PostgreSQL. A server may be running and writing: the file holds one moment.\n\nThe file appears under its name when it is complete and on disk, and only its owner can read it. Keys that tokens are signed with are in it as they are stored, sealed under the master key; that key is not, and neither is the token in admin.token.',
  arguments: [{ name: "FILE", description: "Where to write; .gz at its end compresses it, and - is standard output." }],
  options: {
    force: forceOption,
    ...storageOptions,
  },
  exitCodes: "0 done, 1 failed, 130 or 143 stopped by a signal",
  examples: [
    { line: "roster export directory.ndjson.gz", does: "All of the directory in ./data" },
    { line: "roster export - | ssh backup 'cat > directory.ndjson'", does: "To another machine" },
  ],
  async run({ values, arguments: [file = "-"], io }) {
    const report = createTransferReport(io);
    async function work(signal: AbortSignal): Promise<void> {
      const sink =
        file === "-" ? createExportStream(process.stdout) : await createExportFile(file, { replaces: values.force });
      const { onProgress } = report;
      const { counts } = await exportDirectory({
        location: transferLocationOf(values),
        sink,
        nowMs: Date.now,
        onProgress,
        signal,
      });
      report.finish(counts, `Exported to ${file === "-" ? "standard output" : file}`);
    }
    try {
      return await runStoppable(work, (error) => io.err(describeFailure(error)));
    } finally {
      report.end();
    }
  },
});
