import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createErrorLedger } from "../api/error-ledger.ts";
import { createWorld, rpc, type World } from "../api/world.ts";
import { createFaultyNetwork, type FaultyNetwork } from "../storage/faulty-network.ts";
import { type Client, createClient } from "../support/clients/index.ts";
import { engines, postgresEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { issuerFlags, startTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { ways } from "./ways-to-call.ts";

// Seen on the wire to PostgreSQL. SQLite runs the same queries.

failOnLeaks();

describe.runIf(engines.includes(postgresEngine))("queries of a call", () => {
  let issuer: TokenIssuer;
  let network: FaultyNetwork;
  let server: TestServer;
  let client: Client;
  let world: World;
  let queryCount = 0;
  beforeAll(async () => {
    issuer = await startTokenIssuer();
    server = await startTestServer(postgresEngine, {
      argv: [...issuerFlags(issuer), "--throttling", "off"],
      async mapUrl(text) {
        const url = new URL(text);
        network = await createFaultyNetwork(Number(url.port || 5432));
        return Object.assign(url, { hostname: "127.0.0.1", port: String(network.port) }).href;
      },
    });
    network.judge((piece) => {
      queryCount += countBinds(piece);
      return "forward";
    });
    client = createClient("grpc-js", server.url);
    world = createWorld(server, client, createErrorLedger(), { issuer });
  });
  afterAll(async () => {
    client?.close();
    await server?.close();
    await network?.close();
    await issuer?.close();
  });

  /** How many statements the server sends for it. */
  async function count(call: () => Promise<unknown>): Promise<number> {
    const before = queryCount;
    await call();
    return queryCount - before;
  }

  it("GetUserByID asks for the user alone, once its caller is known", async () => {
    const org = await world.addOrg();
    const other = await world.addOrg();
    const { id, token } = await org.addMember("ORG_OWNER");
    await other.ok(rpc.addOrgMember, { userId: id, roles: ["ORG_OWNER"] });
    const human = await other.addHuman();
    const caller = world.as({ token, orgId: other.id });
    const read = () => count(() => caller.ok(rpc.getUserByID, { id: human }));
    await expect.poll(read).toBe(1);
    await other.ok(rpc.updateHumanProfile, {
      userId: human,
      firstName: "Gee",
      lastName: "Giraffe",
      displayName: "Gee",
    });
    expect(await read()).toBe(1);
    await other.ok(rpc.removeOrg, {});
    await org.ok(rpc.updateOrgMember, { userId: id, roles: ["ORG_USER_MANAGER"] });
    const own = world.as({ token });
    // The token, the roles, the user.
    expect(await count(() => own.ok(rpc.getUserByID, { id }))).toBe(3);
    await expect.poll(() => count(() => own.ok(rpc.getUserByID, { id }))).toBe(1);
  });

  // The account's headers are checked like a name and a password; their interface has no call of a single query.
  for (const way of ways.filter(({ name }) => name !== "an account's headers")) {
    it(`no call with ${way.name} asks who calls, once that is known`, async () => {
      const org = await world.addOrg();
      const subject = await way.addSubject(org, { url: server.url, issuer });
      await org.ok(rpc.addOrgMember, { userId: subject.userId, roles: ["ORG_OWNER"] });
      // Until the process has heard itself tell of the new role.
      await expect.poll(() => count(() => subject.call(server.url))).toBe(1);
    });
  }
});

/** The statements in a piece of PostgreSQL's protocol: messages of type B(ind), each with its length behind the type. */
function countBinds(piece: Buffer): number {
  let binds = 0;
  for (let at = 0; at + 5 <= piece.length; at += 1 + piece.readUInt32BE(at + 1)) {
    if (piece[at] === 0x42) binds++;
  }
  return binds;
}
