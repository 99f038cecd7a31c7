import { fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, createClient } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ServerReflectionRequestSchema,
  ServerReflection as V1,
} from "../../gen/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as V1Alpha } from "../../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { sqliteEngine } from "../support/engines.ts";
import { useProcesses } from "../support/process.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { findMissingTools } from "../support/tools.ts";

const processes = useProcesses();
const hasGrpcurl = findMissingTools(["grpcurl"], "grpcurl by reflection").length === 0;

let server: TestServer;
let sessionManager: Http2SessionManager;
beforeAll(async () => {
  server = await startTestServer(sqliteEngine);
  sessionManager = new Http2SessionManager(server.url);
});
afterAll(async () => {
  sessionManager?.abort();
  await server?.close();
});

const services = [
  "adobe.usermanagement.v2.ProductService",
  "adobe.usermanagement.v2.UserManagementService",
  "camunda.identity.v7.IdentityService",
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
  "ispring.learn.v1.LearnService",
  "roster.oauth.v1.OAuthService",
  "roster.org.v1.OrgService",
  "zitadel.admin.v1.AdminService",
  "zitadel.auth.v1.AuthService",
  "zitadel.management.v1.ManagementService",
  "zitadel.user.v2.UserService",
];

type Question =
  | { case: "fileByFilename" | "fileContainingSymbol" | "allExtensionNumbersOfType" | "listServices"; value: string }
  | { case: "fileContainingExtension"; value: { containingType: string; extensionNumber: number } }
  | { case: undefined; value?: undefined };

/** Asks the questions on one stream, by both versions, whose answers must not differ; returns those of v1. */
async function ask(...questions: readonly Question[]) {
  const transport = createGrpcTransport({ baseUrl: server.url, sessionManager });
  async function* requests() {
    for (const messageRequest of questions) yield { host: "zoo", messageRequest };
  }
  const answers = [];
  for await (const answer of createClient(V1, transport).serverReflectionInfo(requests())) {
    expect(answer.validHost).toBe("zoo");
    expect(answer.originalRequest?.messageRequest).toMatchObject(questions[answers.length] ?? {});
    answers.push(answer.messageResponse);
  }
  let index = 0;
  for await (const { messageResponse } of createClient(V1Alpha, transport).serverReflectionInfo(requests())) {
    expect(messageResponse.case).toBe(answers[index]?.case);
    index++;
  }
  expect([index, answers.length]).toEqual([questions.length, questions.length]);
  return answers;
}

/** The names of the files in an answer, the first first; each must come with all that it imports. */
async function filesOf(question: Question): Promise<readonly string[]> {
  const [answer] = await ask(question);
  if (answer?.case !== "fileDescriptorResponse") return expect.fail(`got ${answer?.case}`);
  const files = answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
  const names = files.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(files.flatMap(({ dependency }) => dependency)));
  expect(new Set(names).size).toBe(names.length);
  return names;
}

describe("server reflection, in both of its versions", () => {
  it("lists the services of all interfaces, health and itself", async () => {
    const [answer] = await ask({ case: "listServices", value: "*" });
    const listed = answer?.case === "listServicesResponse" ? answer.value.service.map(({ name }) => name) : [];
    expect(listed.toSorted()).toEqual(services);
  });

  const management = "zitadel/management/v1/management.proto";
  const user = "zitadel/user/v1/user.proto";
  const asked: ReadonlyArray<{ question: Question; want: string }> = [
    { question: { case: "fileByFilename", value: management }, want: management },
    {
      question: { case: "fileByFilename", value: "google/protobuf/timestamp.proto" },
      want: "google/protobuf/timestamp.proto",
    },
    { question: { case: "fileContainingSymbol", value: "zitadel.management.v1.ManagementService" }, want: management },
    {
      question: { case: "fileContainingSymbol", value: "zitadel.management.v1.ManagementService.GetMyOrg" },
      want: management,
    },
    { question: { case: "fileContainingSymbol", value: "zitadel.user.v1.Profile" }, want: user },
    { question: { case: "fileContainingSymbol", value: "zitadel.user.v1.Profile.first_name" }, want: user },
    { question: { case: "fileContainingSymbol", value: "zitadel.user.v1.User.type" }, want: user },
    { question: { case: "fileContainingSymbol", value: "zitadel.user.v1.Gender" }, want: user },
    { question: { case: "fileContainingSymbol", value: "zitadel.user.v1.GENDER_FEMALE" }, want: user },
    {
      question: { case: "fileContainingSymbol", value: "grpc.health.v1.HealthCheckResponse.SERVING" },
      want: "grpc/health/v1/health.proto",
    },
    {
      question: { case: "fileContainingSymbol", value: "roster.access.v1.access" },
      want: "roster/access/v1/access.proto",
    },
    // Messages of error details, which no service names.
    { question: { case: "fileContainingSymbol", value: "zitadel.v1.ErrorDetail" }, want: "zitadel/v1/message.proto" },
    {
      question: { case: "fileContainingSymbol", value: "camunda.identity.v7.ErrorDetail" },
      want: "camunda/identity/v7/error_detail.proto",
    },
    {
      question: {
        case: "fileContainingExtension",
        value: { containingType: "google.protobuf.MethodOptions", extensionNumber: 72295728 },
      },
      want: "google/api/annotations.proto",
    },
  ];
  for (const { question, want } of asked) {
    it(`answers ${question.case} ${JSON.stringify(question.value)} with ${want} and what it imports`, async () => {
      expect((await filesOf(question))[0]).toBe(want);
    });
  }

  it("lists the numbers of extensions, and none of a message without", async () => {
    const [methodOptions, profile] = await ask(
      { case: "allExtensionNumbersOfType", value: "google.protobuf.MethodOptions" },
      { case: "allExtensionNumbersOfType", value: "zitadel.user.v1.Profile" },
    );
    expect(methodOptions).toMatchObject({
      case: "allExtensionNumbersResponse",
      value: {
        baseTypeName: "google.protobuf.MethodOptions",
        extensionNumber: expect.arrayContaining([51159, 72295728]),
      },
    });
    expect(profile?.value).toMatchObject({ extensionNumber: [] });
  });

  const absent: ReadonlyArray<Question> = [
    { case: "fileByFilename", value: "zoo.proto" },
    { case: "fileContainingSymbol", value: "zitadel.user.v1.Zebra" },
    // A package is no symbol.
    { case: "fileContainingSymbol", value: "zitadel.user.v1" },
    { case: "fileContainingExtension", value: { containingType: "google.protobuf.MethodOptions", extensionNumber: 1 } },
    { case: "fileContainingExtension", value: { containingType: "zoo.Zebra", extensionNumber: 51159 } },
    { case: "allExtensionNumbersOfType", value: "zoo.Zebra" },
  ];
  for (const question of absent) {
    it(`answers ${question.case} ${JSON.stringify(question.value)} with NOT_FOUND, and the stream goes on`, async () => {
      const [answer, next] = await ask(question, { case: "listServices", value: "" });
      expect(answer).toMatchObject({ case: "errorResponse", value: { errorCode: Code.NotFound } });
      expect(next?.case).toBe("listServicesResponse");
    });
  }

  it("ends a stream that asks for nothing with invalid_argument", async () => {
    await expect(ask({ case: undefined })).rejects.toMatchObject({ code: Code.InvalidArgument });
  });

  it("ends idle streams when the server stops, before the time of grace", async () => {
    const own = await startTestServer(sqliteEngine, { argv: ["--shutdown-grace-ms", "60000"] });
    const manager = new Http2SessionManager(own.url);
    const client = createClient(V1, createGrpcTransport({ baseUrl: own.url, sessionManager: manager }));
    let endRequests = () => {};
    async function* requests(): AsyncGenerator<MessageInitShape<typeof ServerReflectionRequestSchema>> {
      yield { messageRequest: { case: "listServices", value: "" } };
      await new Promise<void>((resolve) => {
        endRequests = resolve;
      });
    }
    const answers = client.serverReflectionInfo(requests())[Symbol.asyncIterator]();
    expect((await answers.next()).value?.messageResponse.case).toBe("listServicesResponse");
    const ended = expect(answers.next()).rejects.toMatchObject({ code: Code.Unavailable });
    const closed = own.close();
    await ended;
    endRequests();
    manager.abort();
    await closed;
  });

  it("is unimplemented when it is switched off, and health is still there", async () => {
    const own = await startTestServer(sqliteEngine, { argv: ["--reflection", "off"] });
    const call = (path: string) =>
      fetch(`${own.url}/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    expect((await call("grpc.reflection.v1.ServerReflection/ServerReflectionInfo")).status).toBe(404);
    expect(await (await call("grpc.health.v1.Health/Check")).json()).toEqual({ status: "SERVING" });
    const listed = await (await call("grpc.health.v1.Health/List")).text();
    expect(listed).toContain("grpc.health.v1.Health");
    expect(listed).not.toContain("reflection");
    await own.close();
  });
});

describe.skipIf(!hasGrpcurl)("grpcurl, with nothing but the server's address", () => {
  async function grpcurl(...args: readonly string[]) {
    const program = processes.start("grpcurl", ["-plaintext", ...args]);
    const { code } = await program.exited;
    return { code, stdout: program.stdout, stderr: program.stderr };
  }
  const address = () => new URL(server.url).host;

  it("lists the services", async () => {
    const { code, stdout } = await grpcurl(address(), "list");
    expect([code, stdout.trim().split("\n")]).toEqual([0, services]);
  });

  it("describes every service, with the access rules and the paths of its RPCs", async () => {
    const { code, stdout, stderr } = await grpcurl(address(), "describe");
    expect([code, stderr]).toEqual([0, ""]);
    for (const service of services) expect(stdout).toContain(`${service} is a service:`);
    expect(stdout).toContain('option (.google.api.http) = { get: "/management/v1/orgs/me" };');
    expect(stdout).toContain('option (.roster.access.v1.access) = { permission: "org.read" };');
  });

  it("calls an RPC, and shows the details of an error", async () => {
    const rpc = "zitadel.management.v1.ManagementService/GetMyOrg";
    const { code, stdout } = await grpcurl("-H", `Authorization: Bearer ${server.adminToken}`, address(), rpc);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ org: { id: server.instance.defaultOrgId } });
    const refused = await grpcurl(address(), rpc);
    expect(refused.stderr).toContain("google.rpc.ErrorInfo");
    expect(refused.stderr).toContain('"reason": "AUTH_HEADER_MISSING"');
  });

  it("checks the health of the server and of a service", async () => {
    const check = "grpc.health.v1.Health/Check";
    expect(JSON.parse((await grpcurl(address(), check)).stdout)).toEqual({ status: "SERVING" });
    const one = await grpcurl("-d", '{"service":"zitadel.user.v2.UserService"}', address(), check);
    expect(JSON.parse(one.stdout)).toEqual({ status: "SERVING" });
    const none = await grpcurl("-d", '{"service":"zoo"}', address(), check);
    expect(none.stderr).toContain("Code: NotFound");
  });
});
