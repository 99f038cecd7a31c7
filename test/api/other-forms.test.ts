import { gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GetUserByIDRequestSchema, GetUserByIDResponseSchema } from "../../gen/zitadel/management/v1/user_pb.ts";
import { type Client, createClient } from "../support/clients/index.ts";
import { sqliteFolderEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { type RawAnswer, type RawRequest, sendHttp1, sendHttp2 } from "../support/raw-http.ts";
import { decodeBase64Parts, frame, readError } from "../support/rpc-answer.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { createErrorLedger } from "./error-ledger.ts";
import type { OrgInTest } from "./org-in-test.ts";
import { createWorld } from "./world.ts";

// The forms of the protocols that the matrix's clients do not use. On a SQLite folder, as people run it.

failOnLeaks();

const rpcPath = "/zitadel.management.v1.ManagementService/GetUserByID";

describe("other forms of the protocols", () => {
  let server: TestServer;
  let client: Client;
  let org: OrgInTest;
  let id: string;
  beforeAll(async () => {
    server = await startTestServer(sqliteFolderEngine);
    client = createClient("rest", server.url);
    org = await createWorld(server, client, createErrorLedger()).addOrg();
    id = await org.addHuman();
  });
  afterAll(async () => {
    client?.close();
    await server?.close();
  });

  function send(http: 1 | 2, request: Partial<RawRequest>, more: RawRequest["headers"] = []): Promise<RawAnswer> {
    const headers: RawRequest["headers"] = [
      ["authorization", `Bearer ${server.adminToken}`],
      ["x-zitadel-orgid", org.id],
      ...more,
    ];
    const complete = { method: "POST", path: rpcPath, body: new Uint8Array(0), ...request, headers };
    return (http === 1 ? sendHttp1 : sendHttp2)(server.url, complete);
  }
  const requestProto = () => toBinary(GetUserByIDRequestSchema, create(GetUserByIDRequestSchema, { id }));
  const requestJson = () => Buffer.from(JSON.stringify({ id }));
  const userIn = (message: Uint8Array) => fromBinary(GetUserByIDResponseSchema, message).user?.id;
  const firstFrame = (body: Buffer) => body.subarray(5, 5 + body.readUInt32BE(1));

  it("gRPC with JSON", async () => {
    const answer = await send(2, { body: frame(requestJson()) }, [["content-type", "application/grpc+json"]]);
    expect(readError(answer).code).toBe(0);
    expect(JSON.parse(firstFrame(answer.body).toString()).user.id).toBe(id);
  });

  it("gRPC with a compressed message", async () => {
    const body = frame(gzipSync(requestProto()), { flags: 1 });
    const more: RawRequest["headers"] = [
      ["content-type", "application/grpc+proto"],
      ["grpc-encoding", "gzip"],
    ];
    const answer = await send(2, { body }, more);
    expect(readError(answer).code).toBe(0);
    expect(userIn(firstFrame(answer.body))).toBe(id);
  });

  it("gRPC-Web as text, in one base64 and in several", async () => {
    const whole = frame(requestProto());
    const several = [whole.subarray(0, 4), whole.subarray(4)].map((part) => part.toString("base64")).join("");
    for (const text of [whole.toString("base64"), several]) {
      const more: RawRequest["headers"] = [["content-type", "application/grpc-web-text"]];
      const answer = await send(1, { body: Buffer.from(text) }, more);
      expect(answer.headers.get("content-type")).toMatch(/^application\/grpc-web-text/);
      expect(readError(answer).code).toBe(0);
      expect(userIn(firstFrame(decodeBase64Parts(answer.body)))).toBe(id);
    }
  });

  it.each([1, 2] as const)("Connect's GET for an RPC that only reads, over HTTP/%d", async (http) => {
    const query = new URLSearchParams({ connect: "v1", encoding: "json", message: JSON.stringify({ id }) });
    const answer = await send(http, { method: "GET", path: `${rpcPath}?${query}` });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body.toString()).user.id).toBe(id);
  });

  it("Connect's GET with protobuf in base64", async () => {
    const message = Buffer.from(requestProto()).toString("base64url");
    const query = new URLSearchParams({ connect: "v1", encoding: "proto", base64: "1", message });
    const answer = await send(1, { method: "GET", path: `${rpcPath}?${query}` });
    expect(answer.headers.get("content-type")).toBe("application/proto");
    expect(userIn(answer.body)).toBe(id);
  });

  it.each([
    { name: "JSON that ends early", encoding: "json", message: '{"id"' },
    { name: "a number for a text", encoding: "json", message: '{"id":1}' },
    { name: "protobuf that is none", encoding: "proto", message: "giraffe" },
  ])("Connect's GET refuses $name", async ({ encoding, message }) => {
    const query = new URLSearchParams({ connect: "v1", encoding, message });
    const answer = await send(1, { method: "GET", path: `${rpcPath}?${query}` });
    expect({ status: answer.status, code: readError(answer).code }).toEqual({ status: 400, code: "invalid_argument" });
  });

  it("Connect's GET is refused for an RPC that writes, and writes nothing", async () => {
    const query = new URLSearchParams({ connect: "v1", encoding: "json", message: JSON.stringify({ id }) });
    const path = `/zitadel.management.v1.ManagementService/LockUser?${query}`;
    expect((await send(1, { method: "GET", path })).status).toBe(405);
    expect(await org.listEventTypes(id)).not.toContain("user.locked");
  });

  it("Connect with a compressed body", async () => {
    const more: RawRequest["headers"] = [
      ["content-type", "application/json"],
      ["content-encoding", "gzip"],
    ];
    const answer = await send(2, { body: gzipSync(requestJson()) }, more);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body.toString()).user.id).toBe(id);
  });

  it("JSON over HTTP/2, and HEAD without a body", async () => {
    const path = `/management/v1/users/${id}`;
    const get = await send(2, { method: "GET", path });
    expect(JSON.parse(get.body.toString()).user.id).toBe(id);
    for (const http of [1, 2] as const) {
      const head = await send(http, { method: "HEAD", path });
      expect({ status: head.status, length: head.body.length }).toEqual({ status: 200, length: 0 });
    }
  });
});
