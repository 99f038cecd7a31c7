import { Code } from "@connectrpc/connect";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createFaultyNetwork, type FaultyNetwork, type Verdict } from "../storage/faulty-network.ts";
import { type CallResult, type Client, type ClientName, clientNames, createClient } from "../support/clients/index.ts";
import { postgresEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { createErrorLedger } from "./error-ledger.ts";
import { expectOk, expectRefusal } from "./expect.ts";
import type { OrgInTest } from "./org-in-test.ts";
import { createWorld, rpc } from "./world.ts";

failOnLeaks();

/** How long a call may take to say that the database is away: the storage's 3 s, and some for a busy machine. */
const patienceMs = 8_000;

describe("a database that goes away", () => {
  let server: TestServer;
  let network: FaultyNetwork;
  let clients: ReadonlyMap<ClientName, Client>;
  let org: OrgInTest;
  let userId: string;
  let count = 0;

  beforeAll(async () => {
    server = await startTestServer(postgresEngine, {
      async mapUrl(text) {
        const url = new URL(text);
        network = await createFaultyNetwork(Number(url.port));
        return Object.assign(url, { port: String(network.port) }).href;
      },
    });
    clients = new Map(clientNames.map((name) => [name, createClient(name, server.url)]));
    org = await createWorld(server, clientNamed("rest"), createErrorLedger()).addOrg();
    userId = await org.addHuman();
  });
  afterAll(async () => {
    for (const client of clients?.values() ?? []) client.close();
    await server?.close();
    await network?.close();
  });
  // Each case ends with a database that is there, whatever became of it.
  afterEach(async () => {
    network.judge(() => "forward");
    network.restore();
    await recover(write);
    for (const line of server.takeErrorLines()) expect(JSON.parse(line)).toMatchObject({ msg: "call failed" });
  });

  function clientNamed(name: ClientName): Client {
    const client = clients.get(name);
    return client ?? expect.fail(`there is no client ${name}`);
  }

  const options = () => ({ token: server.adminToken, orgId: org.id });
  const read = (client: Client) => client.call(rpc.getUserByID, { id: userId }, options());
  /** A change that no other makes. */
  function write(client: Client) {
    count += 1;
    const profile = { userId, firstName: "Zara", lastName: "Zebra", displayName: `Zara ${count}` };
    return client.call(rpc.updateHumanProfile, profile, options());
  }
  /** Waits until calls of this kind succeed. Reads and writes have connections of their own. */
  const recover = (call: (client: Client) => Promise<CallResult<unknown>>) =>
    expect.poll(async () => (await call(clientNamed("rest"))).error, { timeout: 15_000 }).toBeUndefined();
  const listSequences = async () => (await org.listChanges(userId)).map(({ sequence }) => Number(sequence));
  const sequenceOf = (result: Awaited<ReturnType<typeof write>>) => Number(expectOk(result).details?.sequence);

  it("fails the calls of every client with unavailable in time, and works again by itself", async () => {
    const acknowledged = sequenceOf(await write(clientNamed("rest")));
    network.cut();

    const startMs = performance.now();
    const refusals = [...clients.values()].flatMap((client) =>
      [read(client), write(client), write(client)].map(async (call: Promise<CallResult<unknown>>) =>
        expectRefusal(await call, "databaseUnavailable"),
      ),
    );
    await Promise.all(refusals);
    expect(performance.now() - startMs).toBeLessThan(patienceMs);
    for (const client of clients.values()) expectOk(await client.call(rpc.healthz, {}));

    network.restore();
    await recover(read);
    expect((await listSequences()).at(-1)).toBe(acknowledged);
    await recover(write);
    expect((await listSequences()).at(-1)).toBe(acknowledged + 1);
  });

  it("loses nothing that was acknowledged when it goes away under load", async () => {
    const results: Awaited<ReturnType<typeof write>>[] = [];
    const before = await listSequences();
    const writers = [...clients.values()].map(async (client) => {
      for (let round = 0; round < 40; round++) {
        const result = await write(client);
        results.push(result);
        if (result.error !== undefined) return;
        if (results.length === 60) network.cut();
      }
    });
    await Promise.all(writers);
    network.restore();
    await recover(read);

    const acknowledged = results.filter(({ error }) => error === undefined).map(sequenceOf);
    const failures = results.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
    expect(failures.filter((code) => code !== Code.Unavailable && code !== Code.Unknown)).toEqual([]);
    const after = await listSequences();
    expect(after).toEqual(Array.from(after, (_, index) => index + 1));
    expect(after).toEqual(expect.arrayContaining(acknowledged));
    // What is neither acknowledged nor reported as unknown was not written.
    const written = after.length - before.length;
    expect(written).toBeGreaterThanOrEqual(acknowledged.length);
    const unknown = failures.filter((code) => code === Code.Unknown).length;
    expect(written).toBeLessThanOrEqual(acknowledged.length + unknown);
  });

  it.each(["grpc-js", "rest"] as const)("tells %s when it cannot say whether a change was written", async (name) => {
    const before = await listSequences();
    network.judge(onFirstCommit(network));
    const result = await write(clientNamed(name));
    expectRefusal(result, "outcomeUnknown");
    network.restore();
    await recover(read);
    expect((await listSequences()).length - before.length).toBeLessThanOrEqual(1);
  });
});

/** Lets the first commit through, drops its answer, and keeps the database away after it. */
function onFirstCommit(network: FaultyNetwork): (piece: Buffer) => Verdict {
  let isDone = false;
  return (piece) => {
    if (isDone || !piece.includes("Q\0\0\0\x0bcommit\0")) return "forward";
    isDone = true;
    network.refuse();
    return "cut-after";
  };
}
