import { existsSync } from "node:fs";
import { join } from "node:path";
import { backupFolder } from "../../storage/sqlite/backup.ts";
import { defineCommand } from "../command.ts";
import { forPeople } from "../for-people.ts";
import { forceOption } from "../force-option.ts";
import { storageOptions } from "../storage-options.ts";

/** `roster backup`: of SQLite's file; PostgreSQL has tools of its own. */
export const backupCommand = defineCommand({
  description:
    "Copies the SQLite database into one file, as it is at this moment. A server may be running: it goes on meanwhile. The copy is checked, and on disk, before it gets its name; it is readable to its owner only.\n\nThe data folder's master.key is not in it. Keep a copy of that too, in another place: stored signing keys are of no use without it.",
  arguments: [{ name: "FILE", description: "Where to put the copy." }],
  options: {
    force: forceOption,
    ...storageOptions,
  },
  examples: [
    { line: 'roster backup --data /var/lib/roster "/backup/roster-$(date +%F).db"', does: "Every night, by cron" },
  ],
  async run({ values, arguments: [file = ""], io }) {
    const { data, databaseUrl, force } = values;
    if (databaseUrl !== undefined) {
      throw forPeople(
        'This is for SQLite. A PostgreSQL database is backed up by pg_dump, with the server running; "roster export" writes the directory in a form that any engine takes.',
      );
    }
    const { bytes } = backupFolder(data, file, { replaces: force });
    io.err(`${file} holds the directory of ${data}: ${bytes} bytes, checked.`);
    const masterKey = join(data, "master.key");
    if (existsSync(masterKey)) io.err(`${masterKey} is not in it: keep a copy of that too, in another place.`);
    return 0;
  },
});
