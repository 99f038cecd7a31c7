import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  CommitOutcomeUnknownError,
  everyOrg,
  type Storage,
  StorageUnavailableError,
} from "../../src/storage/contract/index.ts";
import { openStorage } from "../../src/storage/open.ts";
import { createDatabase, type PostgresDatabase } from "../support/postgres.ts";
import { startPostgres } from "../support/postgres-server.ts";
import { createFaultyNetwork, type FaultyNetwork, type Verdict } from "./faulty-network.ts";
import { acme, addOrgs, addUsers, renameUser, sampleUser } from "./sample.ts";

const gigi = sampleUser("1");
const others = Array.from({ length: 10 }, (_, index) => sampleUser(`o${index}`));

/** Judges the first piece in which a COMMIT is; all before and after it go through. */
function onFirstCommit(verdict: Verdict): (piece: Buffer) => Verdict {
  let isDone = false;
  return (piece) => {
    if (isDone || !piece.includes("Q\0\0\0\x0bcommit\0")) return "forward";
    isDone = true;
    return verdict;
  };
}

describe("PostgreSQL out of reach", () => {
  let database: PostgresDatabase;
  let network: FaultyNetwork;
  let storage: Storage;

  beforeEach(async () => {
    database = await createDatabase();
    const url = new URL(database.url);
    network = await createFaultyNetwork(Number(url.port || 5432));
    url.port = String(network.port);
    url.hostname = "127.0.0.1";
    const times = { unavailableAfterMs: 500, answerTimeoutMs: 400 };
    storage = await openStorage({ kind: "postgres", url: url.href, poolSize: 2, ...times });
    await addOrgs(storage, acme);
    await addUsers(storage, gigi, ...others);
  });

  afterEach(async () => {
    await storage.close();
    await network.close();
    await database.drop();
  });

  const expectUnavailable = async () => {
    const calls = [
      storage.reader.users.find(everyOrg, gigi.id),
      renameUser(storage, gigi.id, "Away"),
      storage.ping(),
      ...others.map(({ id }) => renameUser(storage, id, "Away")),
    ];
    const startMs = performance.now();
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(StorageUnavailableError) });
    }
    expect(performance.now() - startMs).toBeLessThan(3_000);
  };

  it("calls fail with StorageUnavailableError within a bounded time and work again when it is back", async () => {
    network.cut();
    await expectUnavailable();
    const countBefore = network.connectionCount();
    // The outage is known by now: calls fail at once, and only the probe connects.
    const startMs = performance.now();
    for (let round = 0; round < 20; round++) await expectUnavailable();
    expect(performance.now() - startMs).toBeLessThan(400);
    expect(network.connectionCount() - countBefore).toBeLessThan(10);
    network.restore();
    await expect
      .poll(
        () =>
          storage.ping().then(
            () => "back",
            () => "away",
          ),
        { timeout: 5_000 },
      )
      .toBe("back");
    expect(await renameUser(storage, gigi.id, "Back")).toBe(2);
    expect(await storage.reader.users.find(everyOrg, gigi.id)).toMatchObject({ kind: { displayName: "Back" } });
  });

  it("calls wait for a server that is back soon", async () => {
    network.cut();
    const calls = [renameUser(storage, gigi.id, "Soon"), storage.reader.users.find(everyOrg, gigi.id)];
    setTimeout(() => network.restore(), 100);
    expect(await Promise.all(calls)).toEqual([2, expect.objectContaining({ id: gigi.id })]);
  });

  it("calls fail with StorageUnavailableError when the server does not answer any more", async () => {
    await storage.ping();
    network.stall();
    await expectUnavailable();
    network.restore();
    await expect
      .poll(
        () =>
          storage.ping().then(
            () => "back",
            () => "away",
          ),
        { timeout: 5_000 },
      )
      .toBe("back");
  });

  it("a connection that breaks before the commit is sent: the command is run again elsewhere, once in effect", async () => {
    let updates = 0;
    network.judge((piece) => (piece.includes("Name again") && updates++ === 0 ? "cut-before" : "forward"));
    expect(await renameUser(storage, gigi.id, "Name again")).toBe(2);
    expect(updates).toBeGreaterThan(1);
    expect(await storage.reader.users.find(everyOrg, gigi.id)).toMatchObject({ sequence: 2 });
  });

  it("a connection that breaks with the commit on its way: the server is asked, the command run again, once in effect", async () => {
    network.judge(onFirstCommit("cut-before"));
    const results = await Promise.all([
      renameUser(storage, gigi.id, "A"),
      ...others.map(({ id }) => renameUser(storage, id, "A")),
    ]);
    expect(results).toEqual(results.map(() => 2));
    expect(await storage.reader.users.find(everyOrg, gigi.id)).toMatchObject({ sequence: 2 });
  });

  it("a connection that breaks with the commit's answer on its way: the server is asked, nothing is run again", async () => {
    network.judge(onFirstCommit("cut-after"));
    const failing = storage.command({ keys: [], run: () => Promise.reject(new Error("mine")) });
    const results = await Promise.allSettled([
      failing,
      renameUser(storage, gigi.id, "A"),
      ...others.map(({ id }) => renameUser(storage, id, "A")),
    ]);
    expect(results[0]).toMatchObject({ status: "rejected", reason: new Error("mine") });
    for (const result of results.slice(1)) expect(result).toEqual({ status: "fulfilled", value: 2 });
    expect(await storage.reader.users.find(everyOrg, gigi.id)).toMatchObject({ sequence: 2 });
  });

  for (const verdict of ["cut-before", "cut-after"] as const) {
    it(`a connection that breaks during the commit (${verdict}) and a server that cannot be asked: CommitOutcomeUnknownError`, async () => {
      const judge = onFirstCommit(verdict);
      network.judge((piece) => {
        const judged = judge(piece);
        if (judged !== "forward") network.refuse();
        return judged;
      });
      const error: unknown = await renameUser(storage, gigi.id, "A").catch((reason: unknown) => reason);
      network.judge(() => "forward");
      network.restore();
      await expect
        .poll(
          () =>
            storage.ping().then(
              () => "back",
              () => "away",
            ),
          { timeout: 5_000 },
        )
        .toBe("back");
      const user = await storage.reader.users.find(everyOrg, gigi.id);
      expect(error).toBeInstanceOf(CommitOutcomeUnknownError);
      expect(user?.sequence).toBe(verdict === "cut-after" ? 2 : 1);
    });
  }
});

describe("PostgreSQL restarted", { timeout: 60_000 }, () => {
  it("every acknowledged write is there after the server was killed, and the storage works again by itself", async () => {
    const server = await startPostgres();
    const storage = await openStorage({ kind: "postgres", url: server.url("postgres"), unavailableAfterMs: 200 });
    await addOrgs(storage, acme);
    await addUsers(storage, ...others);
    const acknowledged = new Map<string, number>();
    let isRunning = true;
    let failures = 0;
    const writers = others.map(async ({ id }) => {
      while (isRunning) {
        try {
          acknowledged.set(id, await renameUser(storage, id, "Again"));
        } catch (error) {
          failures++;
          expect(error instanceof StorageUnavailableError || error instanceof CommitOutcomeUnknownError).toBe(true);
          await new Promise(setImmediate);
        }
      }
    });
    for (let round = 0; round < 3; round++) {
      const before = Math.max(0, ...acknowledged.values());
      await expect.poll(() => Math.max(0, ...acknowledged.values()), { timeout: 20_000 }).toBeGreaterThan(before + 20);
      await (round === 1 ? server.stop() : server.kill());
      await server.start();
    }
    await expect
      .poll(
        () =>
          storage.ping().then(
            () => "back",
            () => "away",
          ),
        { timeout: 20_000 },
      )
      .toBe("back");
    isRunning = false;
    await Promise.all(writers);
    expect(failures).toBeGreaterThanOrEqual(0);
    for (const { id } of others) {
      const user = await storage.reader.users.find(everyOrg, id);
      expect(user?.lastSequence).toBeGreaterThanOrEqual(acknowledged.get(id) ?? 0);
      const query = {
        aggregate: { type: "user", id },
        resourceOwner: acme,
        fromSequence: 0,
        isAscending: true,
        limit: 100_000,
      } as const;
      const sequences = (await storage.reader.events.list(query)).map(({ sequence }) => sequence);
      expect(sequences).toEqual(Array.from({ length: (user?.lastSequence ?? 0) - 1 }, (_, index) => index + 2));
    }
    await storage.close();
    await server.dispose();
  });
});
