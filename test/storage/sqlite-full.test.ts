import { describe, expect, it } from "vitest";
import { createAccessFeed } from "../../src/storage/access-feed.ts";
import { everyOrg, StorageUnavailableError, userId } from "../../src/storage/contract/index.ts";
import { createGroupCommit } from "../../src/storage/group-commit.ts";
import { migrate } from "../../src/storage/migrations/migrate.ts";
import { createBatchRunner } from "../../src/storage/sqlite/batch.ts";
import { openConnection } from "../../src/storage/sqlite/connection.ts";
import { sqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { createQueries, createReader } from "../../src/storage/transaction.ts";
import { acme, sampleOrg, sampleUser } from "./sample.ts";

describe("a SQLite database that is full", () => {
  it("fails honestly: what was answered is there, what failed is not, and it works again when there is room", async () => {
    const connection = openConnection(":memory:");
    await migrate({ connection, ddl: sqliteDialect.ddl, nowUs: () => 0 });
    const queries = createQueries(sqliteDialect);
    const runBatch = createBatchRunner({
      connection,
      queries,
      accessFeed: createAccessFeed(),
      walSync: undefined,
      onBatch: undefined,
    });
    const groupCommit = createGroupCommit({ laneCount: 1, batchMax: 16, runBatch });
    const add = (id: string) => groupCommit.command({ keys: [], run: (tx) => tx.users.insert(sampleUser(id)) });
    await groupCommit.command({ keys: [], run: (tx) => tx.orgs.insert(sampleOrg({ id: acme })) });

    // Room for some of the users, whatever the tables themselves take.
    const { page_count: pages } = connection.database.prepare("PRAGMA page_count").get() ?? {};
    connection.database.exec(`PRAGMA max_page_count = ${Number(pages) + 20}`);
    const ids = Array.from({ length: 400 }, (_, index) => `u${index}`);
    const results = await Promise.allSettled(ids.map(add));
    const users = createReader(connection, queries).users;
    const stored = new Set<string>((await users.findMany(everyOrg, ids.map(userId))).map(({ id }) => id));
    expect(stored.size).toBeGreaterThan(16);
    expect(stored.size).toBeLessThan(400);
    results.forEach((result, index) => {
      expect(stored.has(ids[index] ?? "")).toBe(result.status === "fulfilled");
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(StorageUnavailableError);
    });

    connection.database.exec("PRAGMA max_page_count = 100000");
    await add("later");
    await groupCommit.close();
    connection.database.close();
  });
});
