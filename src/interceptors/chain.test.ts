import { create, createFileRegistry, type DescService } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { callerKey } from "../auth/context.ts";
import type { Caller } from "../directory/caller.ts";
import { DomainError } from "../directory/errors.ts";
import { orgId, userId } from "../storage/contract/index.ts";
import { createChain } from "./chain.ts";
import type { Fault } from "./error-mapping.ts";

/** A management service behind the chain: tokens are "good" or not, organizations "7" or not, and everybody may read. */
function createHarness(handler?: () => never) {
  const faults: Fault[] = [];
  const callers: (Caller | undefined)[] = [];
  const asked: string[] = [];
  const chain = createChain({
    services: [ManagementService],
    authenticateByFace: {
      async zitadel(headers) {
        asked.push("authenticate");
        if (headers.get("authorization") !== "Bearer good") throw new DomainError("tokenInvalid");
        return { userId: userId("1"), homeOrgId: orgId("2") };
      },
    },
    resolveOrg: async ({ homeOrgId }, header) => {
      asked.push("resolveOrg");
      if (header === "unknown") throw new DomainError("orgUnknown");
      return header === null ? homeOrgId : orgId(header);
    },
    authorize: async (_caller, permission) => {
      asked.push(`authorize ${permission}`);
      if (permission === "user.write") throw new DomainError("permissionMissing");
      return [{ permission, onlyOn: undefined }];
    },
    faultLog: (fault) => faults.push(fault),
  });
  const transport = createRouterTransport(
    ({ service }) => {
      service(ManagementService, {
        healthz: () => ({}),
        getMyOrg: (_request, context) => {
          callers.push(context.values.get(callerKey));
          return handler?.() ?? {};
        },
        getUserByID: () => ({}),
      });
    },
    { router: { interceptors: chain.map(({ interceptor }) => interceptor) } },
  );
  return { chain, client: createClient(ManagementService, transport), faults, callers, asked };
}

const good = { headers: { authorization: "Bearer good" } };

async function errorOf(call: Promise<unknown>): Promise<ConnectError> {
  try {
    await call;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error("the call succeeded");
}

describe("createChain()", () => {
  it("has seven interceptors in the order that the documents name", () => {
    expect(createHarness().chain.map(({ name }) => name)).toEqual([
      "request-id",
      "error-mapping",
      "authentication",
      "organization",
      "authorization",
      "throttling",
      "validation",
    ]);
  });

  it("asks who calls, where, and whether they may, in this order", async () => {
    const { client, asked } = createHarness();
    await client.getMyOrg({}, good);
    expect(asked).toEqual(["authenticate", "resolveOrg", "authorize org.read"]);
  });

  it("asks nothing before a public RPC", async () => {
    const { client, asked } = createHarness();
    await client.healthz({});
    expect(asked).toEqual([]);
  });

  it("hands the caller to the handler, with the face that the package names and what its roles allow", async () => {
    const { client, callers } = createHarness();
    await client.getMyOrg({}, { headers: { ...good.headers, "x-zitadel-orgid": "7" } });
    expect(callers).toEqual([
      { userId: "1", orgId: "7", face: "zitadel", permissions: [{ permission: "org.read", onlyOn: undefined }] },
    ]);
  });

  const refusals = [
    {
      name: "a bad token before an unknown organization",
      headers: { "x-zitadel-orgid": "unknown" },
      id: "",
      code: Code.Unauthenticated,
    },
    {
      name: "an unknown organization before the request's faults",
      headers: { ...good.headers, "x-zitadel-orgid": "unknown" },
      id: "",
      code: Code.PermissionDenied,
    },
    { name: "the request's faults last", headers: good.headers, id: "", code: Code.InvalidArgument },
  ];
  for (const { name, headers, id, code } of refusals) {
    it(`refuses ${name}`, async () => {
      const { client } = createHarness();
      expect((await errorOf(client.getUserByID({ id }, { headers }))).code).toBe(code);
    });
  }

  it("refuses a missing permission before the request's faults", async () => {
    const { client } = createHarness();
    expect((await errorOf(client.lockUser({ id: "" }, good))).code).toBe(Code.PermissionDenied);
  });

  it("hides what nobody foresaw, and logs it with the request id", async () => {
    const { client, faults } = createHarness(() => {
      throw new TypeError("the secret is 42");
    });
    const error = await errorOf(client.getMyOrg({}, { headers: { ...good.headers, "x-request-id": "abc" } }));
    expect(error.code).toBe(Code.Internal);
    expect(error.rawMessage).toContain("abc");
    expect(error.rawMessage).not.toContain("42");
    expect(error.metadata.get("x-request-id")).toBe("abc");
    expect(faults).toMatchObject([{ requestId: "abc", cause: { message: "the secret is 42" } }]);
  });

  const requestIds = [
    { given: "0b5c-1", isKept: true },
    { given: "a".repeat(128), isKept: true },
    { given: "a".repeat(129), isKept: false },
    { given: 'x" y', isKept: true },
    { given: "caf\u00e9", isKept: false },
  ];
  for (const { given, isKept } of requestIds) {
    it(`${isKept ? "keeps" : "replaces"} the request id ${given.slice(0, 20)} of ${given.length} characters`, async () => {
      const { client } = createHarness();
      let answered: string | null = null;
      const onHeader = (headers: Headers) => {
        answered = headers.get("x-request-id");
      };
      await client.healthz({}, { headers: { "x-request-id": given }, onHeader });
      expect(answered).toEqual(isKept ? given : expect.stringMatching(/^[0-9a-f-]{36}$/));
    });
  }

  it("does not start with an RPC that has no access rule, and names each of them", () => {
    expect(() =>
      createChain({
        services: [serviceWithoutRules()],
        authenticateByFace: {},
        resolveOrg: () => Promise.reject(new Error("not called")),
        authorize: () => Promise.reject(new Error("not called")),
        faultLog: () => undefined,
      }),
    ).toThrow(
      /test\.v1\.OpenService\/First has no access option\n.*test\.v1\.OpenService\/Second has no access option/,
    );
  });

  it("does not start with a face whose callers have no way to show who they are", () => {
    expect(() =>
      createChain({
        services: [ManagementService],
        authenticateByFace: {},
        resolveOrg: () => Promise.reject(new Error("not called")),
        authorize: () => Promise.reject(new Error("not called")),
        faultLog: () => undefined,
      }),
    ).toThrow(/nothing says how callers show who they are to zitadel\.management\.v1\.ManagementService/);
  });
});

function serviceWithoutRules(): DescService {
  const method = (name: string) => ({
    name,
    inputType: ".test.v1.Empty",
    outputType: ".test.v1.Empty",
  });
  const file = create(FileDescriptorProtoSchema, {
    name: "test/v1/open.proto",
    package: "test.v1",
    syntax: "proto3",
    messageType: [{ name: "Empty" }],
    service: [{ name: "OpenService", method: [method("First"), method("Second")] }],
  });
  const service = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] })).getService(
    "test.v1.OpenService",
  );
  if (service === undefined) throw new Error("the service is missing in its own file");
  return service;
}
