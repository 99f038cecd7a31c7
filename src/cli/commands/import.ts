import { defineOption } from "../../config/option.ts";
import { toggle } from "../../config/value-types.ts";
import { dryRunImport } from "../../transfer/dry-run.ts";
import { importDirectory } from "../../transfer/import-directory.ts";
import { defineCommand } from "../command.ts";
import { describeFailure } from "../describe-failure.ts";
import { formatCount } from "../progress-report.ts";
import { runStoppable } from "../stoppable.ts";
import { storageOptions } from "../storage-options.ts";
import { transferLocationOf } from "../transfer-location.ts";
import { createTransferReport } from "../transfer-report.ts";

/** `roster import`: the directory of an export, on any database. */
export const importCommand = defineCommand({
  description:
    'Fills an empty folder or database with all that "roster export" wrote to a file. Ids, history, passwords and tokens stay what they are. The file is read through first: one that is cut off or altered is refused before anything is written.\n\nAn import that was stopped goes on where it was when the same command is run again; until it is finished no server starts on the directory.',
  arguments: [{ name: "FILE", description: "What an export wrote, compressed or not." }],
  options: {
    ...storageOptions,
    dryRun: defineOption({
      flag: "dry-run",
      type: toggle,
      default: false,
      description:
        "Check everything and write nothing. The rows go into a database in the folder for temporary files, which needs room for them.",
    }),
  },
  exitCodes: "0 done, 1 failed, 130 or 143 stopped by a signal",
  examples: [
    { line: "roster import directory.ndjson.gz --data /var/lib/roster", does: "A directory on SQLite" },
    {
      line: "ROSTER_DATABASE_URL=postgres://roster@db/roster roster import directory.ndjson.gz --dry-run",
      does: "Would it fit into that database?",
    },
  ],
  async run({ values, arguments: [file = ""], io }) {
    const report = createTransferReport(io);
    async function work(signal: AbortSignal): Promise<void> {
      const options = {
        file,
        location: transferLocationOf(values),
        nowMs: Date.now,
        onProgress: report.onProgress,
        signal,
      };
      const { counts, resumedCount } = await (values.dryRun ? dryRunImport(options) : importDirectory(options));
      report.finish(counts, values.dryRun ? `${file} can be imported, and nothing was written` : `Imported ${file}`);
      if (resumedCount > 0) io.err(`${formatCount(resumedCount)} of the rows were there from an import before.`);
      if (!values.dryRun) io.err(whatIsNotInTheFile);
    }
    try {
      return await runStoppable(work, (error) => io.err(describeFailure(error)));
    } finally {
      report.end();
    }
  },
});

const whatIsNotInTheFile =
  "Not in the file: the master key and the administrator's token. Copy master.key and admin.token from the old data folder, or set ROSTER_MASTER_KEY and ROSTER_ADMIN_TOKEN.";
