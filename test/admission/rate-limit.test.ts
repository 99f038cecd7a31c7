import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createErrorLedger } from "../api/error-ledger.ts";
import { createWorld, rpc } from "../api/world.ts";
import { type Client, clientNames, createClient } from "../support/clients/index.ts";
import { sqliteEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { sendHttp1 } from "../support/raw-http.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

failOnLeaks();

/** Room for the administrator to make the callers; in an hour two calls more. */
const calls = 30;

describe(`--rate-limit ${calls}/h`, () => {
  let server: TestServer;
  let clients: readonly Client[];
  let orgId: string;
  /** The callers, each a machine with a token. */
  let [one, other] = [
    { id: "", token: "" },
    { id: "", token: "" },
  ];
  beforeAll(async () => {
    server = await startTestServer(sqliteEngine, { argv: ["--rate-limit", `${calls}/h`] });
    clients = clientNames.map((name) => createClient(name, server.url));
    const [client] = clients;
    const org = await createWorld(server, client ?? expect.fail("there is no client"), createErrorLedger()).addOrg();
    orgId = org.id;
    [one, other] = [await org.addMember("ORG_OWNER"), await org.addMember("ORG_OWNER")];
  });
  afterAll(async () => {
    for (const client of clients ?? []) client.close();
    await server?.close();
  });

  const read = (client: Client | undefined, token: string) =>
    client?.call(rpc.getMyOrg, {}, { token, orgId }) ?? expect.fail("there is no client");

  it("counts a caller's calls together, by whatever protocol they come, and those that fail too", async () => {
    for (let count = 0; count < calls - 1; count++) {
      expect((await read(clients[count % clients.length], one.token)).error).toBeUndefined();
    }
    const { error } = await (clients[0]?.call(rpc.getUserByID, { id: "1" }, { ...one, orgId }) ?? expect.fail());
    expect(error?.code).toBe(Code.NotFound);
    for (const client of clients) {
      const { error } = await read(client, one.token);
      expect([client.name, error?.code]).toEqual([client.name, Code.ResourceExhausted]);
      expect(error?.message).toMatch(/^You call more often than this server allows/);
      // An hour for thirty calls is two minutes for one.
      expect(Number(error?.headers.get("retry-after"))).toBeGreaterThan(60);
      expect(Number(error?.headers.get("retry-after"))).toBeLessThanOrEqual(120);
    }
  });

  it("refuses the caller at another interface too, in its words", async () => {
    const answer = await sendHttp1(server.url, {
      method: "GET",
      path: `/v2/usermanagement/users/${orgId}@AdobeOrg/0`,
      headers: [
        ["x-api-key", one.id],
        ["authorization", `Bearer ${one.token}`],
      ],
      body: Buffer.alloc(0),
    });
    expect([answer.status, answer.body.toString()]).toEqual([429, expect.stringContaining("429050")]);
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  });

  it("leaves other callers their calls, and public ones everybody's", async () => {
    for (const client of clients) {
      expect((await read(client, other.token)).error).toBeUndefined();
      expect((await client.call(rpc.healthz, {}, one)).error).toBeUndefined();
    }
  });
});
