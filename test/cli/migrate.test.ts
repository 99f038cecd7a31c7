import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { migrations } from "../../src/storage/migrations/migrate.ts";
import { postgresEngine, sqliteFolderEngine } from "../support/engines.ts";
import { administer } from "../support/postgres.ts";
import { useProcesses } from "../support/process.ts";
import { runCommand } from "./run-command.ts";
import { runHere } from "./run-here.ts";

const processes = useProcesses(afterAll);

const allLines = migrations.map(({ number, name }) => `${String(number).padStart(4, "0")} ${name}\n`).join("");
const missingAll = { stdout: allLines, stderr: `Missing migrations: ${migrations.length}.\n` };
const upToDate = { stdout: "", stderr: "The tables are up to date.\n" };

/** An empty place, with what forgets its last migration. */
interface Place {
  readonly flags: readonly string[];
  readonly pretendNewer: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

async function openFolder(): Promise<Place> {
  const place = await sqliteFolderEngine.createPlace();
  const data = place.location.kind === "sqlite" ? place.location.folder : "";
  return {
    flags: ["--data", data],
    async pretendNewer() {
      const database = new DatabaseSync(join(data, "roster.db"));
      database.exec("INSERT INTO migrations VALUES (9999, 'of-tomorrow', 0)");
      database.close();
    },
    remove: place.remove,
  };
}

async function openDatabase(): Promise<Place> {
  const place = await postgresEngine.createPlace();
  const url = place.location.kind === "postgres" ? place.location.url : "";
  // The databases of tests are migrated.
  await administer(url, "drop schema public cascade");
  await administer(url, "create schema public");
  return {
    flags: ["--database-url", url],
    pretendNewer: () => administer(url, "insert into migrations values (9999, 'of-tomorrow', 0)"),
    remove: place.remove,
  };
}

for (const [engine, open] of [
  ["SQLite", openFolder],
  ["PostgreSQL", openDatabase],
] as const) {
  describe(`roster migrate on ${engine}`, () => {
    it("says what is missing, runs it, and says that nothing is missing any more", async () => {
      const { flags, pretendNewer, remove } = await open();
      expect(await runHere(["migrate", "--dry-run", ...flags])).toEqual({ code: 0, ...missingAll });
      expect(await runHere(["migrate", "--check", ...flags])).toEqual({ code: 3, ...missingAll });
      expect(await runCommand(processes, ["migrate", ...flags])).toEqual({
        code: 0,
        stdout: allLines,
        stderr: `Migrations that were run: ${migrations.length}.\n`,
      });
      expect(await runHere(["migrate", "--check", ...flags])).toEqual({ code: 0, ...upToDate });
      expect(await runHere(["migrate", ...flags])).toEqual({ code: 0, ...upToDate });
      await pretendNewer();
      const refused = { code: 1, stdout: "", stderr: expect.stringContaining("made by a newer version") };
      expect(await runHere(["migrate", ...flags])).toEqual(refused);
      expect(await runHere(["migrate", "--check", ...flags])).toEqual(refused);
      await remove();
    });
  });
}
