import { once } from "node:events";
import { connect } from "node:net";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProductService } from "../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { IdentityService } from "../../gen/camunda/identity/v7/identity_service_pb.ts";
import { ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { LearnService } from "../../gen/ispring/learn/v1/learn_service_pb.ts";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { createClient as createTestClient } from "../support/clients/index.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { sendHttp1, sendHttp2 } from "../support/raw-http.ts";
import { frame, readError } from "../support/rpc-answer.ts";
import { type HeldServer, startHeldServer } from "./held-server.ts";

failOnLeaks();

const services = [
  ManagementService,
  AdminService,
  AuthService,
  UserService,
  OrgService,
  UserManagementService,
  ProductService,
  IdentityService,
  LearnService,
];

const transports: readonly { readonly name: string; create(baseUrl: string): Transport }[] = [
  { name: "gRPC", create: (baseUrl) => createGrpcTransport({ baseUrl }) },
  { name: "gRPC-Web over HTTP/1.1", create: (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }) },
  { name: "gRPC-Web over HTTP/2", create: (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "2" }) },
  {
    name: "Connect JSON over HTTP/1.1",
    create: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1", useHttpGet: true }),
  },
  {
    name: "Connect proto over HTTP/2",
    create: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: true }),
  },
];

const overloaded = /^The server has more calls than it can answer in time\. Wait/;

/** A path of each interface, and what its clients look for in the body of the refusal. */
const routes = [
  {
    face: "management",
    path: "/management/v1/orgs/me",
    type: "application/json",
    body: /^\{"code":8,"message":"The server/,
  },
  { face: "admin", path: "/admin/v1/members", method: "POST", type: "application/json", body: /RESOURCE|"code":8/ },
  { face: "auth", path: "/auth/v1/users/me", type: "application/json", body: /"reason":"SERVER_OVERLOADED"/ },
  {
    face: "user v2",
    path: "/v2/users/1",
    type: "application/json",
    body: /"@type":"type\.googleapis\.com\/google\.rpc\.RetryInfo"/,
  },
  { face: "Adobe", path: "/v2/usermanagement/users/1/0", type: "application/json", body: /^\{"error_code":"429050"/ },
  {
    face: "Camunda",
    path: "/engine-rest/user",
    type: "application/json",
    body: /"message":"The server has more calls.*"code":null\}$/,
  },
  { face: "iSpring", path: "/user", type: "text/plain; charset=utf-8", body: overloaded },
] as const;

describe("a server whose places are all taken", () => {
  let server: HeldServer;
  beforeAll(async () => {
    server = await startHeldServer(["--max-concurrent-calls", "1", "--max-waiting-calls", "0"]);
    await server.holdCalls(1);
  });
  afterAll(() => server?.close());

  describe.each(transports)("refuses over $name", ({ create }) => {
    it.each(services)("$typeName, with the code, when to come back, and why", async (service) => {
      const method = service.methods.find(({ methodKind, name }) => methodKind === "unary" && name !== "Healthz");
      // The loop is over services, whose clients have no type in common.
      const client = createClient(service, create(server.url)) as unknown as Readonly<
        Record<string, (message: object) => Promise<unknown>>
      >;
      const error = await client[method?.localName ?? ""]?.({}).then(
        () => expect.fail("the call was answered"),
        (reason: unknown) => ConnectError.from(reason),
      );
      expect(error).toMatchObject({ code: Code.ResourceExhausted, rawMessage: expect.stringMatching(overloaded) });
      const [retryInfo] = error?.findDetails(RetryInfoSchema) ?? [];
      const seconds = Number(retryInfo?.retryDelay?.seconds);
      expect([1, 2, 3]).toContain(seconds);
      expect(error?.metadata.get("retry-after")).toBe(String(seconds));
      expect(error?.findDetails(ErrorInfoSchema)).toMatchObject([{ reason: "SERVER_OVERLOADED", domain: "roster" }]);
    });
  });

  it("refuses grpc-js in one block of headers", async () => {
    const client = createTestClient("grpc-js", server.url);
    const { error } = await client.call(ManagementService.method.getMyOrg, {}, server);
    client.close();
    expect(error).toMatchObject({ code: Code.ResourceExhausted, message: expect.stringMatching(overloaded) });
    expect(error?.headers.get("retry-after")).toMatch(/^[123]$/);
    const answer = await sendHttp2(server.url, {
      method: "POST",
      path: "/zitadel.management.v1.ManagementService/GetMyOrg",
      headers: [["content-type", "application/grpc+proto"]],
      body: frame(Buffer.alloc(0)),
    });
    expect([answer.headers.get("grpc-status"), answer.body.length, [...answer.trailers]]).toEqual(["8", 0, []]);
  });

  it("refuses gRPC-Web's text form", async () => {
    const answer = await sendHttp1(server.url, {
      method: "POST",
      path: "/zitadel.management.v1.ManagementService/GetMyOrg",
      headers: [["content-type", "application/grpc-web-text"]],
      body: Buffer.from(frame(Buffer.alloc(0)).toString("base64")),
    });
    expect(readError(answer)).toEqual({ code: 8, message: expect.stringMatching(overloaded) });
  });

  it.each(routes)("refuses JSON of $face in its own words", async ({ path, type, body, ...rest }) => {
    const method = "method" in rest ? rest.method : "GET";
    const request = { method, path, headers: [["content-type", "application/json"]], body: Buffer.from("") } as const;
    for (const send of [sendHttp1, sendHttp2]) {
      const answer = await send(server.url, request);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([429, type]);
      expect(answer.headers.get("retry-after")).toMatch(/^[123]$/);
      expect(answer.headers.get("x-request-id")).toMatch(/./);
      expect(answer.body.toString()).toMatch(body);
    }
  });

  it("does not read the body of what it refuses", async () => {
    const head = `POST /management/v1/users/human HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{`;
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write(head);
    const [answer] = await once(socket, "data");
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 429 /);
  });

  it.each(["/admin/v1/healthz", "/management/v1/healthz", "/auth/v1/healthz", "/docs", "/openapi.json"])(
    "still answers %s, by which others look after it",
    async (path) => {
      const response = await fetch(`${server.url}${path}`, { headers: { connection: "close" } });
      await response.arrayBuffer();
      expect(response.status).toBe(200);
    },
  );

  it("says so in the log, once in a while", () => {
    const lines = server.logLines.filter((line) => line.includes("calls are refused"));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: "warn", refusedCalls: 1 }]);
  });
});
