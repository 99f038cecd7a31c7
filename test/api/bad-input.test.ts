import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, createClient } from "../support/clients/index.ts";
import { engines } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { exchangeBytes, type RawAnswer, type RawRequest, sendHttp1, sendHttp2 } from "../support/raw-http.ts";
import { frame, readError } from "../support/rpc-answer.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { BadRequest, Target } from "./bad-request.ts";
import { badRestRequests } from "./bad-rest-requests.ts";
import { badConnectRequests, badGrpcRequests, badGrpcWebRequests } from "./bad-rpc-requests.ts";
import { createErrorLedger } from "./error-ledger.ts";
import type { OrgInTest } from "./org-in-test.ts";
import { createWorld, rpc } from "./world.ts";

failOnLeaks();

const send = (server: TestServer, http: 1 | 2, request: RawRequest): Promise<RawAnswer> =>
  (http === 1 ? sendHttp1 : sendHttp2)(server.url, request);

describe.each(engines)("bad input · $name", (engine) => {
  let server: TestServer;
  let client: Client;
  let org: OrgInTest;
  let target: Target;
  let before: unknown;

  /** Everything that a request could have changed: who is there, and what happened to the one it names. */
  const look = async () => ({
    users: (await org.ok(rpc.listUsers, {})).result,
    history: await org.listChanges(target.userId),
  });

  beforeAll(async () => {
    server = await startTestServer(engine);
    client = createClient("rest", server.url);
    org = await createWorld(server, client, createErrorLedger()).addOrg();
    target = { token: server.adminToken, orgId: org.id, userId: await org.addHuman() };
  });
  afterAll(async () => {
    client?.close();
    await server?.close();
  });
  beforeEach(async () => {
    before = await look();
  });
  // The server still answers, and nothing was written.
  afterEach(async () => expect(await look()).toEqual(before));

  const groups: readonly { readonly protocol: string; readonly requests: readonly BadRequest[] }[] = [
    { protocol: "JSON", requests: badRestRequests },
    { protocol: "gRPC", requests: badGrpcRequests },
    { protocol: "gRPC-Web", requests: badGrpcWebRequests },
    { protocol: "Connect", requests: badConnectRequests },
  ];
  describe.each(groups)("in $protocol", ({ requests }) => {
    it.each(requests)("answers $code to $name", async ({ http, make, status, code }) => {
      const answer = await send(server, http, make(target));
      const error = readError(answer);
      expect({ status: answer.status, code: error.code }, error.message).toEqual({ status, code });
      expect(error.message).not.toBe("");
    });
  });

  it("answers 404 with the words of a gateway, and 405 with the verbs that the path has", async () => {
    const access: RawRequest["headers"] = [["authorization", `Bearer ${target.token}`]];
    const body = new Uint8Array(0);
    const unknown = await sendHttp1(server.url, { method: "GET", path: "/management/v1/x", headers: access, body });
    expect(JSON.parse(unknown.body.toString())).toEqual({ code: 5, message: "Not Found" });
    const path = `/management/v1/users/${target.userId}`;
    const wrong = await sendHttp1(server.url, { method: "POST", path, headers: access, body });
    expect(JSON.parse(wrong.body.toString())).toEqual({ code: 12, message: "Method Not Allowed" });
    expect(wrong.headers.get("allow")).toBe("DELETE, GET, HEAD");
  });

  it("refuses JSON that cannot be read before it asks for a token", async () => {
    const path = "/management/v1/users/_search";
    const headers: RawRequest["headers"] = [["content-type", "application/json"]];
    const answer = await sendHttp1(server.url, { method: "POST", path, headers, body: Buffer.from("{") });
    expect({ status: answer.status, code: readError(answer).code }).toEqual({ status: 400, code: 3 });
  });

  it("answers 415 in an RPC's path to a content type of no protocol", async () => {
    const path = "/zitadel.management.v1.ManagementService/ListUsers";
    const headers: RawRequest["headers"] = [["content-type", "text/plain"]];
    for (const http of [1, 2] as const) {
      const answer = await send(server, http, { method: "POST", path, headers, body: Buffer.from("{}") });
      expect(answer.status).toBe(415);
    }
  });

  it("tells who speaks gRPC over HTTP/1.1 what to do", async () => {
    const path = "/zitadel.management.v1.ManagementService/Healthz";
    const headers: RawRequest["headers"] = [["content-type", "application/grpc"]];
    const answer = await sendHttp1(server.url, { method: "POST", path, headers, body: frame(new Uint8Array(0)) });
    expect(answer.status).toBe(505);
    expect(answer.body.toString()).toContain("HTTP/2");
  });

  it.each([
    { name: "garbage after the HTTP/2 preface", bytes: `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"giraffe ".repeat(64)}` },
    { name: "half an HTTP/2 preface", bytes: "PRI * HTTP/2.0\r\n\r\ngiraffe giraffe" },
    { name: "a request line of garbage", bytes: "giraffe giraffe giraffe\r\n\r\n" },
    { name: "a TLS hello", bytes: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no TLS here\r\n\r\n" },
    { name: "a header without a colon", bytes: "GET / HTTP/1.1\r\nhost: x\r\ngiraffe\r\n\r\n" },
    { name: "two lengths", bytes: "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx" },
    {
      name: "a length and chunks",
      bytes: "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    },
  ])("ends a connection with $name, and serves the others", async ({ bytes }) => {
    const answer = (await exchangeBytes(server.url, Buffer.from(bytes, "latin1"))).toString("latin1");
    expect(answer).not.toMatch(/^HTTP\/1\.1 [25]/);
  });

  it("allows a page of another origin to call gRPC-Web with a token and an organization", async () => {
    const answer = await sendHttp1(server.url, {
      method: "OPTIONS",
      path: "/zitadel.management.v1.ManagementService/UpdateHumanProfile",
      headers: [
        ["origin", "https://app.example.com"],
        ["access-control-request-method", "POST"],
        ["access-control-request-headers", "authorization,content-type,x-grpc-web,x-zitadel-orgid"],
      ],
      body: new Uint8Array(0),
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toMatch(/^(\*|https:\/\/app\.example\.com)$/);
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
    const allowed = answer.headers.get("access-control-allow-headers")?.split(", ") ?? [];
    expect(allowed).toEqual(expect.arrayContaining(["authorization", "content-type", "x-grpc-web", "x-zitadel-orgid"]));
  });

  describe("takes any bytes as a body without a server error", () => {
    const path = "/zitadel.management.v1.ManagementService/UpdateHumanProfile";
    const protocols = [
      { name: "JSON", http: 1, contentType: "application/json", method: "PUT", isRest: true, isFramed: false },
      {
        name: "Connect JSON",
        http: 1,
        contentType: "application/json",
        method: "POST",
        isRest: false,
        isFramed: false,
      },
      {
        name: "Connect protobuf",
        http: 1,
        contentType: "application/proto",
        method: "POST",
        isRest: false,
        isFramed: false,
      },
      {
        name: "gRPC-Web",
        http: 1,
        contentType: "application/grpc-web",
        method: "POST",
        isRest: false,
        isFramed: false,
      },
      {
        name: "gRPC-Web text",
        http: 1,
        contentType: "application/grpc-web-text",
        method: "POST",
        isRest: false,
        isFramed: false,
      },
      { name: "gRPC", http: 2, contentType: "application/grpc", method: "POST", isRest: false, isFramed: false },
      {
        name: "gRPC, in a frame",
        http: 2,
        contentType: "application/grpc",
        method: "POST",
        isRest: false,
        isFramed: true,
      },
      {
        name: "gRPC-Web, in a frame",
        http: 1,
        contentType: "application/grpc-web",
        method: "POST",
        isRest: false,
        isFramed: true,
      },
    ] as const;
    const serverFaults: ReadonlySet<unknown> = new Set([
      2,
      13,
      14,
      15,
      "unknown",
      "internal",
      "unavailable",
      "data_loss",
    ]);
    it.each(protocols)("in $name", async ({ http, contentType, method, isRest, isFramed }) => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (random) => {
          const answer = await send(server, http, {
            method,
            path: isRest ? `/management/v1/users/${target.userId}/profile` : path,
            headers: [
              ["authorization", `Bearer ${target.token}`],
              ["x-zitadel-orgid", target.orgId],
              ["content-type", contentType],
            ],
            body: isFramed ? frame(random) : random,
          });
          expect(answer.status).toBeLessThan(500);
          expect(serverFaults.has(readError(answer).code)).toBe(false);
        }),
        { numRuns: 50 },
      );
    });
  });
});
