import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { type Storage, type UserId, userId } from "../../src/storage/contract/index.ts";
import { openStorage } from "../../src/storage/open.ts";
import { startPostgres } from "../support/postgres.ts";
import { acme, addOrgs, addUsers, renameUser, sampleUser } from "./sample.ts";

const { ROSTER_SPEED_FOLDER, ROSTER_SPEED_CONCURRENCY, ROSTER_SPEED_COUNT } = process.env;
const userCount = 2_000;
const concurrency = Number(ROSTER_SPEED_CONCURRENCY ?? 256);
const writeCount = Number(ROSTER_SPEED_COUNT ?? 60_000);

/** Runs `count` operations, so many at a time; answers how many a second. */
async function rate(count: number, operation: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const worker = async () => {
    while (next < count) await operation(next++);
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return Math.round((count * 1_000) / (performance.now() - startMs));
}

const idOf = (index: number): UserId => userId(String(200_000_000_000 + (index % userCount)));

async function measure(name: string, storage: Storage): Promise<void> {
  await addOrgs(storage, acme);
  for (let start = 0; start < userCount; start += 500) {
    const users = Array.from({ length: 500 }, (_, index) => sampleUser(idOf(start + index)));
    await addUsers(storage, ...users);
  }
  for (let run = 0; run < 3; run++) {
    const writes = await rate(writeCount, (index) => renameUser(storage, idOf(index), `Name ${index} ${run}`));
    const reads = await rate(writeCount, (index) => storage.reader.users.find({ orgId: acme }, idOf(index)));
    process.stdout.write(`${name}: ${writes} profile updates/s, ${reads} point reads/s\n`);
  }
}

// `npm run speed` prints the rates.
describe("speed", () => {
  it("of SQLite in a folder", async () => {
    const folder = mkdtempSync(join(ROSTER_SPEED_FOLDER ?? tmpdir(), "roster-speed-"));
    const storage = await openStorage({ kind: "sqlite", folder });
    await measure("sqlite", storage);
    await storage.close();
    rmSync(folder, { recursive: true });
  });

  it("of PostgreSQL with fsync", async () => {
    const server = await startPostgres();
    const storage = await openStorage({ kind: "postgres", url: server.url("postgres") });
    await measure("postgres", storage);
    await storage.close();
    await server.dispose();
  });
});
