import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printFact } from "../support/loud.ts";
import { callOnce } from "../support/one-call.ts";
import { administer } from "../support/postgres.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { openPostgresTables, openSqliteTables, type TableReader } from "../support/tables.ts";
import { createLedger, type Ledger } from "./crash/ledger.ts";
import { createRandom, type Random } from "./crash/random.ts";
import { assertNothingLost } from "./crash/reading.ts";
import { startWriters, type Writers } from "./crash/writers.ts";
import { getMyOrg } from "./methods.ts";

const processes = useProcesses();

/** What the tests ask of CI's run. */
const killCount = 20;

/** Writes from many clients at once, until the server is killed at a moment in the middle of them. */
async function writeUntilKilled(server: ServerProcess, ledger: Ledger, random: Random): Promise<void> {
  const writers = startWriters(server.ready, ledger, random);
  await untilRandomMoment(writers, random);
  writers.expectFailures();
  const exited = server.stop("SIGKILL");
  await writers.stop();
  expect(await exited).toEqual({ code: null, signal: "SIGKILL" });
}

/**
 * Resolves in the middle of the writes: half of the times with an acknowledgement, which must be true already then, and
 * otherwise some milliseconds later, when the next ones are at any stage.
 */
async function untilRandomMoment(writers: Writers, random: Random): Promise<void> {
  await writers.whenAcknowledged(random.between(1, 200));
  const delayMs = random.oneOf([0, random.between(1, 20)]);
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
}

function printSummary(name: string, ledger: Ledger): void {
  const { acknowledged, sent, refused, userIds } = ledger;
  printFact(
    `${name}: ${sent.size} writes to ${userIds.length} users, ${acknowledged.length} acknowledged, ${refused.size} refused, none lost`,
  );
}

/** Kills and restarts a server many times, and checks after every restart. */
async function killOften(name: string, start: () => Promise<ServerProcess>, openTables: () => TableReader) {
  const ledger = createLedger();
  const random = createRandom(name);
  let tables: TableReader | undefined;
  try {
    for (let kills = 0; kills < killCount; kills++) {
      const server = await start();
      tables ??= openTables();
      await assertNothingLost(server.ready, tables, ledger);
      await writeUntilKilled(server, ledger, random);
    }
    const server = await start();
    if (tables !== undefined) await assertNothingLost(server.ready, tables, ledger);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  } finally {
    await tables?.close();
  }
  printSummary(name, ledger);
}

describe("SQLite", () => {
  it(`keeps every acknowledged write over ${killCount} kills of the server`, async () => {
    const data = processes.folder();
    const start = () => processes.serve(["--data", data, "--log-level", "warn"]);
    await killOften("SQLite", start, () => openSqliteTables(data));
  }, 120_000);

  it("starts, with a token that works, after a kill at any moment of the first start", async () => {
    const random = createRandom("first start");
    for (let kills = 0; kills < 6; kills++) {
      const data = join(processes.folder(), "data");
      const cutShort = processes.roster(["serve", "--port", "0", "--data", data]);
      await new Promise((resolve) => setTimeout(resolve, random.between(100, 600)));
      await cutShort.stop("SIGKILL");
      const { ready } = await processes.serve(["--data", data]);
      const { error } = await callOnce(ready.url, getMyOrg, {}, { token: ready.adminToken ?? undefined });
      expect(error).toBeUndefined();
    }
  });
});

describe("PostgreSQL", () => {
  let database: PostgresServer;
  beforeAll(async () => {
    // Of its own and with fsync: the run's server cannot be killed under the other tests.
    database = await startPostgres({ isDurable: true });
  });
  afterAll(() => database.dispose());

  /** Starts servers on a new database. */
  async function createStart(name: string) {
    await administer(database.url("postgres"), `create database ${name}`);
    const url = database.url(name);
    const flags = ["--data", processes.folder(), "--log-level", "fatal"];
    return { url, start: () => processes.serve(flags, { env: { ROSTER_DATABASE_URL: url } }) };
  }

  it(`keeps every acknowledged write over ${killCount} kills of the server`, async () => {
    const { url, start } = await createStart("server_kills");
    await killOften("PostgreSQL", start, () => openPostgresTables(url));
  }, 120_000);

  it("keeps every acknowledged write, and none that it refused, over 3 kills of the database", async () => {
    const { url, start } = await createStart("database_kills");
    const name = "PostgreSQL, killed itself";
    const ledger = createLedger();
    const random = createRandom(name);
    const server = await start();
    for (let kills = 0; kills < 3; kills++) {
      const writers = startWriters(server.ready, ledger, random);
      await untilRandomMoment(writers, random);
      writers.expectFailures();
      await database.kill();
      // Once it stays away for so long that calls fail, and otherwise it comes back while they wait for it.
      if (kills === 0) await writers.stop();
      await database.start();
      await writers.stop();
      await whenRecovered(server);
      const tables = openPostgresTables(url);
      await assertNothingLost(server.ready, tables, ledger).finally(() => tables.close());
    }
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(ledger.refused.size).toBeGreaterThan(0);
    printSummary(name, ledger);
  }, 120_000);
});

/** Resolves when calls succeed again, and fails if they do not soon. Calls wait by themselves for a database that is away. */
async function whenRecovered({ ready }: ServerProcess): Promise<void> {
  const untilMs = performance.now() + 30_000;
  for (;;) {
    const { error } = await callOnce(ready.url, getMyOrg, {}, { token: ready.adminToken ?? undefined });
    if (error === undefined) return;
    if (performance.now() > untilMs) throw new Error(`the server does not recover: ${error.message}`);
  }
}
