import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config.ts";
import { storageLocationOf } from "../../startup/storage-location.ts";
import { inspectStorage, type StorageFacts } from "../../storage/inspect.ts";
import { type Check, type Finding, failed, ok, skipped, warning } from "./check.ts";
import { describeSkew } from "./skew.ts";

/** What is in the database, its clock, and the key to its secrets. */
export function createStorageChecks(config: Config): readonly Check[] {
  let facts: StorageFacts | undefined;
  return [
    {
      name: "database",
      async run() {
        if (config.memory) return skipped("Everything is in memory.");
        try {
          facts = await inspectStorage(storageLocationOf(config));
        } catch (error) {
          return failed(error instanceof Error ? error.message : String(error), "as the message says");
        }
        return describeDatabase(facts);
      },
    },
    { name: "database clock", run: async () => checkClock(facts) },
    { name: "master key", run: () => checkMasterKey(config, facts) },
  ];
}

function describeDatabase(facts: StorageFacts | undefined): Finding {
  if (facts === undefined) return ok("There is none yet; the first start makes it");
  const { engine, damage, missingSteps } = facts;
  if (damage !== undefined) return failed(`${engine}; damaged: ${damage}`, "restore a backup: docs/backup.md");
  return missingSteps === 0
    ? ok(`${engine}; tables are up to date`)
    : warning(
        `${engine}; ${missingSteps} migrations are missing`,
        'the next start runs them, and so does "roster migrate"',
      );
}

function checkClock(facts: StorageFacts | undefined): Finding {
  return facts?.clockMs === undefined
    ? skipped("The database has no clock of its own.")
    : describeSkew("the database", facts.clockMs - Date.now());
}

async function checkMasterKey({ masterKey, memory, data }: Config, facts: StorageFacts | undefined): Promise<Finding> {
  if (memory) return skipped("Everything is in memory.");
  if (masterKey !== undefined) return ok("Given in ROSTER_MASTER_KEY");
  const file = join(data, "master.key");
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined) {
    return (found.mode & 0o077) === 0
      ? ok(`In ${file}`)
      : failed(`${file} can be read by other users of this machine`, `chmod 600 ${file}`);
  }
  const keys = facts?.signingKeys ?? 0;
  return keys === 0
    ? ok(`Not needed yet; it will be in ${file}`)
    : warning(
        `${file} is not there, and the database has ${keys} signing keys that are sealed under one`,
        "bring the file back from where it was kept, or set ROSTER_MASTER_KEY; else new keys are made, and tokens signed before are refused by others once the old keys are gone",
      );
}
