import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rpc } from "../api/world.ts";
import { clientNames, createClient } from "../support/clients/index.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { exchangeBytes } from "../support/raw-http.ts";
import { startToldServer, type ToldServer } from "./told-server.ts";

failOnLeaks();

let server: ToldServer;
beforeAll(async () => {
  server = await startToldServer({ argv: ["--max-body-bytes", "1024"] });
});
afterAll(() => server.close());

/** The lines that are written by this, when there is one and nothing more comes. */
async function linesOf(run: () => Promise<unknown>) {
  const before = server.lines.length;
  await run();
  await server.whenLogged(() => server.lines.length > before);
  // A second line of the same request would come in one of the next turns.
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  return server.lines.slice(before).map((line): Record<string, unknown> => JSON.parse(line));
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", connection: "close", ...headers },
  }).then((answer) => answer.arrayBuffer().then(() => answer));

const protocols = {
  "grpc-js": "grpc",
  "connect-grpc": "grpc",
  "connect-grpc-web": "grpc-web",
  "connect-json": "connect",
  rest: "rest",
} as const;

const getMyOrg = "zitadel.management.v1.ManagementService/GetMyOrg";

describe("the line of a call", () => {
  for (const name of clientNames) {
    it(`names the caller, its organization, the face, the RPC and the outcome: ${name}`, async () => {
      const client = createClient(name, server.url);
      const lines = await linesOf(async () => {
        await client.call(rpc.getMyOrg, {}, { token: server.token, headers: { "x-request-id": `ok ${name}` } });
        client.close();
      });
      expect(lines).toEqual([
        {
          level: "info",
          time: expect.any(String),
          msg: "call",
          requestId: `ok ${name}`,
          method: getMyOrg,
          face: "zitadel",
          protocol: protocols[name],
          code: "ok",
          status: 200,
          durationMs: expect.any(Number),
          userId: server.instance.adminUserId,
          orgId: server.instance.defaultOrgId,
        },
      ]);
    });

    it(`has the code that the caller got: ${name}`, async () => {
      const client = createClient(name, server.url);
      const lines = await linesOf(async () => {
        await client.call(rpc.getMyOrg, {}, { token: "of-nobody" });
        client.close();
      });
      expect(lines).toMatchObject([{ method: getMyOrg, code: "unauthenticated", userId: "", orgId: "" }]);
    });
  }

  const large = JSON.stringify({ userName: "x".repeat(2_000) });
  const refused = [
    {
      name: "JSON that is none, at a route",
      run: () => post("/management/v1/users/human", "{"),
      want: { code: "invalid_argument", status: 400, protocol: "rest" },
    },
    {
      name: "JSON that is none, in Connect",
      run: () => post(`/${getMyOrg}`, "{"),
      want: { code: "invalid_argument", status: 400, protocol: "connect" },
    },
    {
      name: "a body that is too large, at a route",
      run: () => post("/management/v1/users/human", large),
      want: { status: 413, protocol: "rest" },
    },
    {
      name: "a body that is too large, in Connect",
      run: () => post("/zitadel.management.v1.ManagementService/AddHumanUser", large),
      want: { code: "resource_exhausted", protocol: "connect" },
    },
    {
      name: "a timeout that is none",
      run: () => post(`/${getMyOrg}`, "{}", { "connect-timeout-ms": "soon" }),
      want: { code: "invalid_argument", status: 400 },
    },
    {
      name: "no time at all",
      run: () => post(`/${getMyOrg}`, "{}", { "connect-timeout-ms": "0" }),
      want: { code: "deadline_exceeded" },
    },
  ];
  for (const { name, run, want } of refused) {
    it(`is there, once, for what no interceptor sees: ${name}`, async () => {
      expect(await linesOf(run)).toMatchObject([{ msg: "call", face: "zitadel", userId: "", ...want }]);
    });
  }

  it("has the id that the answer has, also when no interceptor gave it", async () => {
    let id: string | null = "";
    const lines = await linesOf(async () => {
      id = (await post("/management/v1/users/human", "{")).headers.get("x-request-id");
    });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines).toMatchObject([{ requestId: id }]);
  });

  it("is there, once, when the caller goes away before its request is whole", async () => {
    const session = connectHttp2(server.url);
    const lines = await linesOf(async () => {
      const stream = session.request({
        ":method": "POST",
        ":path": `/${getMyOrg}`,
        "content-type": "application/grpc",
      });
      await new Promise<void>((resolve) => {
        stream.write(Buffer.from([0, 0, 0, 0, 9]), () => resolve());
      });
      // The server has the headers when it has answered a ping that was sent behind them.
      await new Promise<void>((resolve) => {
        session.ping(() => resolve());
      });
      session.destroy();
      await once(stream, "close");
    });
    expect(lines).toMatchObject([{ method: getMyOrg, code: "canceled", status: 0 }]);
  });
});

describe("the line of a request that is no call", () => {
  const cases = [
    {
      name: "an unknown path",
      run: () => post("/nobody/knows?token=secret", ""),
      want: { path: "/nobody/knows", status: 404 },
    },
    {
      name: "an unknown RPC",
      run: () => post("/zitadel.management.v1.ManagementService/Nothing", "{}", { "connect-protocol-version": "1" }),
      want: { path: "/zitadel.management.v1.ManagementService/Nothing", status: 404 },
    },
    {
      name: "a method that the RPC does not have",
      run: () => fetch(`${server.url}/${getMyOrg}`, { method: "DELETE", headers: { connection: "close" } }),
      want: { httpMethod: "DELETE", status: 405 },
    },
    {
      name: "a content type that is in no protocol",
      run: () => post(`/${getMyOrg}`, "{}", { "content-type": "text/plain" }),
      want: { status: 415 },
    },
    {
      name: "a host that is none",
      run: () => exchangeBytes(server.url, Buffer.from("GET /x HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n")),
      want: { path: "/x", status: 400 },
    },
    {
      name: "gRPC over HTTP/1.1",
      run: () => post(`/${getMyOrg}`, "", { "content-type": "application/grpc" }),
      want: { path: `/${getMyOrg}`, status: 505 },
    },
    {
      name: "headers that are too large",
      run: () =>
        exchangeBytes(server.url, Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`)),
      want: { status: 431 },
    },
    {
      name: "what is no HTTP",
      run: () => exchangeBytes(server.url, Buffer.from("GET / HTTP/1.1\r\nno header\r\n\r\n")),
      want: { status: 400 },
    },
  ];
  for (const { name, run, want } of cases) {
    it(`is there, once, with the status and without a query: ${name}`, async () => {
      expect(await linesOf(run)).toMatchObject([{ msg: "request", ...want }]);
    });
  }

  it("is there, once, for a stream that is refused over HTTP/2", async () => {
    const session = connectHttp2(server.url);
    const lines = await linesOf(async () => {
      const stream = session.request({ ":path": "//host/path" });
      stream.resume();
      await once(stream, "close");
    });
    session.close();
    expect(lines).toMatchObject([{ msg: "request", httpMethod: "GET", path: "//host/path", status: 400 }]);
  });

  it("is that of the call, with the status, when a body is no valid HTTP", async () => {
    const socket = connect({ port: Number(new URL(server.url).port), host: "127.0.0.1" });
    const head = `POST /${getMyOrg} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const lines = await linesOf(async () => {
      socket.end(`${head}zz\r\n`);
      socket.resume();
      await once(socket, "close");
    });
    expect(lines).toMatchObject([{ msg: "call", method: getMyOrg, code: "canceled", status: 400 }]);
  });
});
