import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { DomainError } from "../directory/errors.ts";
import { orgId, tokenId, userId } from "../storage/contract/index.ts";
import { createMemoryCallCounts } from "../throttling/memory-call-counts.ts";
import { createThrottle } from "../throttling/throttle.ts";
import { createChain } from "./chain.ts";

const methods = ManagementService.method;

/** A service with limits of 5 and 8 a minute on two RPCs; tokens are user ids, and "nobody" is none. */
function createHarness(options: { readonly isBroken?: () => boolean; readonly giveBackFails?: boolean } = {}) {
  const { isBroken = () => false, giveBackFails = false } = options;
  let nowUs = 1_000_000_000;
  const memory = createMemoryCallCounts();
  let changes = 0;
  const throttle = createThrottle({
    families: [{ name: "orgs", methods: [methods.getMyOrg, methods.getUserByID], limits: { client: 5, global: 8 } }],
    counts: {
      change(...change) {
        changes++;
        if (giveBackFails && changes > 1) return Promise.reject(new Error("away"));
        return memory.change(...change);
      },
    },
    clock: () => nowUs,
  });
  const chain = createChain({
    services: [ManagementService],
    authenticateByFace: {
      async zitadel(headers) {
        const user = headers.get("authorization") ?? "nobody";
        if (user === "nobody") throw new DomainError("tokenInvalid");
        return { userId: userId(user), homeOrgId: orgId("2"), tokenId: tokenId("3") };
      },
    },
    resolveOrg: async ({ homeOrgId }) => homeOrgId,
    authorize: async ({ userId: user }, permission) => {
      if (user === "powerless") throw new DomainError("permissionMissing");
      return [{ permission, onlyOn: undefined }];
    },
    throttle,
    faultLog: () => undefined,
  });
  const transport = createRouterTransport(
    ({ service }) => {
      service(ManagementService, {
        healthz: () => ({}),
        getProjectByID: () => ({}),
        getUserByID: () => ({}),
        async getMyOrg() {
          await new Promise(setImmediate);
          if (isBroken()) throw new DomainError("groupNotFound");
          return {};
        },
      });
    },
    { router: { interceptors: chain.map(({ interceptor }) => interceptor) } },
  );
  const client = createClient(ManagementService, transport);
  const call = async (user: string, rpc: "getMyOrg" | "healthz" | "getProjectByID" | "badRequest" = "getMyOrg") => {
    let answered = new Headers();
    const onHeader = (headers: Headers) => {
      answered = headers;
    };
    const options = { headers: { authorization: user }, onHeader };
    const calls = {
      getMyOrg: () => client.getMyOrg({}, options),
      healthz: () => client.healthz({}, options),
      getProjectByID: () => client.getProjectByID({ id: "1" }, options),
      badRequest: () => client.getUserByID({ id: "" }, options),
    };
    try {
      await calls[rpc]();
      return { code: undefined, headers: answered, error: undefined };
    } catch (reason) {
      const error = ConnectError.from(reason);
      return { code: error.code, headers: error.metadata, error };
    }
  };
  return {
    call,
    throttle,
    passSeconds(seconds: number) {
      nowUs += seconds * 1_000_000;
    },
  };
}

describe("throttling interceptor", () => {
  it("lets exactly the client's budget through when 64 calls come at once", async () => {
    const { call } = createHarness();
    const codes = (await Promise.all(Array.from({ length: 64 }, () => call("a")))).map(({ code }) => code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(5);
    expect(codes.filter((code) => code === Code.ResourceExhausted)).toHaveLength(59);
  });

  it("limits all clients together, and counts the RPCs of a family as one", async () => {
    const { call } = createHarness();
    for (let index = 0; index < 4; index++) expect((await call("a")).code).toBeUndefined();
    for (let index = 0; index < 4; index++) expect((await call("b")).code).toBeUndefined();
    expect((await call("c", "badRequest")).code).toBe(Code.ResourceExhausted);
  });

  it("says how long to wait, as a header and as RetryInfo, and keeps the word", async () => {
    const { call, passSeconds } = createHarness();
    await call("a");
    passSeconds(21.5);
    for (let index = 0; index < 4; index++) await call("a");
    const { code, headers, error } = await call("a");
    expect(code).toBe(Code.ResourceExhausted);
    expect(headers.get("retry-after")).toBe("39");
    expect(error?.findDetails(RetryInfoSchema)).toMatchObject([{ retryDelay: { seconds: 39n, nanos: 0 } }]);
    expect(error?.rawMessage).toContain("retry-after");
    passSeconds(38);
    expect((await call("a")).code).toBe(Code.ResourceExhausted);
    passSeconds(1);
    expect((await call("a")).code).toBeUndefined();
  });

  it("tells in every answer what is left: of a success, a failure, a refusal of the request and of the call", async () => {
    let isBroken = false;
    const { call, passSeconds } = createHarness({ isBroken: () => isBroken });
    const first = await call("a");
    expect(first.headers.get("ratelimit-policy")).toBe('"orgs-client";q=5;w=60, "orgs-global";q=8;w=60');
    expect(first.headers.get("ratelimit")).toBe('"orgs-client";r=4;t=60, "orgs-global";r=7;t=60');
    passSeconds(10);
    isBroken = true;
    expect((await call("a")).headers.get("ratelimit")).toBe('"orgs-client";r=4;t=50, "orgs-global";r=7;t=50');
    const untouched = '"orgs-client";r=5, "orgs-global";r=7;t=50';
    expect((await call("b")).headers.get("ratelimit")).toBe(untouched);
    const bad = await call("b", "badRequest");
    expect(bad).toMatchObject({ code: Code.InvalidArgument });
    expect(bad.headers.get("ratelimit")).toBe(untouched);
    isBroken = false;
    for (let index = 0; index < 4; index++) await call("a");
    expect((await call("a")).headers.get("ratelimit")).toBe('"orgs-client";r=0;t=50, "orgs-global";r=3;t=50');
  });

  it("takes nothing for calls that fail", async () => {
    let isBroken = true;
    const { call } = createHarness({ isBroken: () => isBroken });
    for (let index = 0; index < 20; index++) expect((await call("a")).code).toBe(Code.NotFound);
    for (let index = 0; index < 20; index++) expect((await call("a", "badRequest")).code).toBe(Code.InvalidArgument);
    isBroken = false;
    for (let index = 0; index < 5; index++) expect((await call("a")).code).toBeUndefined();
  });

  it("takes nothing from anybody for strangers and for those who may not call", async () => {
    const { call } = createHarness();
    for (let index = 0; index < 20; index++) {
      expect(await call("nobody")).toMatchObject({ code: Code.Unauthenticated });
      const { code, headers } = await call("powerless");
      expect(code).toBe(Code.PermissionDenied);
      expect(headers.has("ratelimit")).toBe(false);
    }
    expect((await call("a")).headers.get("ratelimit")).toContain('"orgs-global";r=7');
  });

  it("leaves calls of other RPCs alone", async () => {
    const { call, throttle } = createHarness();
    for (let index = 0; index < 20; index++) {
      const { code, headers } = await call("a", index % 2 === 0 ? "getProjectByID" : "healthz");
      expect(code).toBeUndefined();
      expect(headers.has("ratelimit")).toBe(false);
    }
    expect(throttle.find(methods.getProjectByID)).toBeUndefined();
  });

  it("answers a call's own error when giving back fails", async () => {
    const { call } = createHarness({ isBroken: () => true, giveBackFails: true });
    const { code, headers } = await call("a");
    expect(code).toBe(Code.NotFound);
    expect(headers.get("ratelimit")).toContain('"orgs-client";r=4');
  });

  it("does not start with limits on a public RPC", () => {
    const throttle = createThrottle({
      families: [{ name: "open", methods: [methods.healthz], limits: { client: 1, global: 1 } }],
      counts: createMemoryCallCounts(),
      clock: () => 0,
    });
    const never = () => Promise.reject(new Error("not called"));
    expect(() =>
      createChain({
        services: [ManagementService],
        authenticateByFace: { zitadel: never },
        resolveOrg: never,
        authorize: never,
        throttle,
        faultLog: () => undefined,
      }),
    ).toThrow("calls of a public RPC cannot be limited by client: Healthz");
  });
});
