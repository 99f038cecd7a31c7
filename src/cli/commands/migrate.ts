import { defineOption } from "../../config/option.ts";
import { toggle } from "../../config/value-types.ts";
import { storageLocationOf } from "../../startup/storage-location.ts";
import { findMissingSteps, migrateStorage, type SchemaStep } from "../../storage/schema.ts";
import { defineCommand } from "../command.ts";
import { storageOptions } from "../storage-options.ts";

const describe = ({ number, name }: SchemaStep): string => `${String(number).padStart(4, "0")} ${name}`;

/** `roster migrate`: the step that a start takes by itself, for deployments that want it as one of its own. */
export const migrateCommand = defineCommand({
  description:
    "Brings the database's tables up to date, and prints a line for each migration that it runs. A server does the same when it starts, so this is for deployments that want it as a step of its own.\n\nAll migrations that are missing run in one transaction: all of them or none. A database of a newer Roster is refused and stays as it is.",
  options: {
    ...storageOptions,
    dryRun: defineOption({
      flag: "dry-run",
      type: toggle,
      default: false,
      description: "Print the migrations that are missing, and run none.",
    }),
    check: defineOption({
      flag: "check",
      type: toggle,
      default: false,
      description: "As --dry-run, and exit with 3 when one is missing.",
    }),
  },
  exitCodes: "0 done, 1 failed, 3 a migration is missing (--check)",
  examples: [
    { line: "roster migrate --check", does: "Is the database ready for this version?" },
    { line: "roster migrate --data /var/lib/roster", does: "Before the new version starts" },
  ],
  async run({ values, io }) {
    const location = storageLocationOf(values);
    const isDry = values.dryRun || values.check;
    const steps = isDry ? await findMissingSteps(location) : await migrateStorage(location);
    for (const step of steps) io.out(describe(step));
    if (steps.length === 0) io.err("The tables are up to date.");
    else io.err(isDry ? `Missing migrations: ${steps.length}.` : `Migrations that were run: ${steps.length}.`);
    return values.check && steps.length > 0 ? 3 : 0;
  },
});
