import { Code } from "@connectrpc/connect";
import { ManagementService as ZitadelManagementService } from "@zitadel/proto/zitadel/management_pb.js";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createRosterClient as createBrowserClient } from "../../src/client/browser.ts";
import { createRosterClient, isRosterError, type RosterClientOptions, rosterErrorOf } from "../../src/client/index.ts";
import { startRoster } from "../../src/testing/index.ts";
import { failOnLeaks } from "../support/leaks.ts";

failOnLeaks();

/** Every way to a server: the entry for Node with its three protocols, and that for browsers, over fetch, with its two. */
const ways = [
  { name: "grpc", create: createRosterClient, protocol: "grpc" },
  { name: "grpc-web", create: createRosterClient, protocol: "grpc-web" },
  { name: "connect", create: createRosterClient, protocol: "connect" },
  { name: "grpc-web of browsers", create: createBrowserClient, protocol: "grpc-web" },
  { name: "connect of browsers", create: createBrowserClient, protocol: "connect" },
] as const;

const startZoo = () =>
  startRoster({
    seed: {
      orgs: { zoo: {} },
      humans: { gigi: { org: "zoo", firstName: "Gigi", lastName: "Giraffe" } },
      machines: { robot: {} },
    },
  });
let roster: Awaited<ReturnType<typeof startZoo>>;
beforeAll(async () => {
  roster = await startZoo();
});
afterAll(() => roster.close());

for (const { name, create, protocol } of ways) {
  describe(`createRosterClient() over ${name}`, () => {
    const clientOf = (options: Partial<RosterClientOptions> = {}) => {
      const client = create({ baseUrl: roster.url, token: roster.adminToken, protocol, ...options });
      onTestFinished(() => client.close());
      return client;
    };

    it("has every service by name", async () => {
      const client = clientOf();
      expect((await client.management.getMyOrg({})).org?.id).toBe(roster.defaultOrgId);
      expect((await client.admin.listOrgs({})).result).toHaveLength(2);
      expect((await client.auth.getMyUser({})).user?.id).toBe(roster.adminUserId);
      expect((await client.users.getUserByID({ userId: roster.humans.gigi.id })).user?.username).toBe("gigi");
      expect((await client.orgs.getExternalManagement({ orgId: roster.orgs.zoo.id })).isExternallyManaged).toBe(false);
      expect(client.management).toBe(client.management);
    });

    it("has any other service by its descriptor, also by that of ZITADEL's package", async () => {
      const { org } = await clientOf().of(ZitadelManagementService).getMyOrg({});
      expect(org?.id).toBe(roster.defaultOrgId);
    });

    it("calls for an organization, as whom it is told, and as a call itself says", async () => {
      const client = clientOf({ orgId: roster.orgs.zoo.id });
      const orgIdOf = async (answer: Promise<{ org?: { id: string } | undefined }>) => (await answer).org?.id;
      expect(await orgIdOf(client.management.getMyOrg({}))).toBe(roster.orgs.zoo.id);
      const inDefaultOrg = client.with({ orgId: roster.defaultOrgId });
      expect(await orgIdOf(inDefaultOrg.management.getMyOrg({}))).toBe(roster.defaultOrgId);
      const headers = { "x-zitadel-orgid": roster.defaultOrgId };
      expect(await orgIdOf(client.management.getMyOrg({}, { headers }))).toBe(roster.defaultOrgId);
      const robot = clientOf().with({ token: roster.machines.robot.token });
      expect((await robot.auth.getMyUser({})).user?.userName).toBe("robot");
    });

    it("asks for the token of the moment", async () => {
      const tokens = [roster.adminToken, roster.machines.robot.token];
      const client = clientOf({ token: async () => tokens.shift() ?? "" });
      expect((await client.auth.getMyUser({})).user?.userName).toBe("admin");
      expect((await client.auth.getMyUser({})).user?.userName).toBe("robot");
      await expect(client.auth.getMyUser({})).rejects.toMatchObject({ code: Code.Unauthenticated });
    });

    it("rejects with typed errors", async () => {
      const profile = { userId: roster.humans.gigi.id, firstName: "Gigi", lastName: "Giraffe" };
      const { management } = clientOf({ orgId: roster.orgs.zoo.id });
      const error = await management
        .updateHumanProfile({ ...profile, displayName: "Gigi Giraffe", preferredLanguage: "en" })
        .catch((thrown: unknown) => thrown);
      expect(isRosterError(error)).toBe(true);
      expect(isRosterError(error, "COMMAND-2M0fs")).toBe(true);
      expect(isRosterError(error, "COMMAND-3M9sd")).toBe(false);
      expect(rosterErrorOf(error)).toMatchObject({
        id: "COMMAND-2M0fs",
        code: Code.FailedPrecondition,
        message: expect.not.stringContaining("COMMAND-2M0fs"),
        violations: [],
        retryAfterMs: undefined,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    });

    it("rejects with every violation of the request's rules", async () => {
      const error = await clientOf()
        .management.addHumanUser({ userName: "", profile: { firstName: "", lastName: "x" } })
        .catch((thrown: unknown) => thrown);
      expect(isRosterError(error)).toBe(false);
      const { id, code, violations } = rosterErrorOf(error) ?? {};
      expect({ id, code }).toEqual({ id: undefined, code: Code.InvalidArgument });
      expect(violations).toContainEqual({
        field: "user_name",
        description: expect.stringContaining("1"),
        rule: expect.stringMatching(/^string\./),
      });
      expect(violations?.length).toBeGreaterThan(2);
    });
  });
}

describe("rosterErrorOf()", () => {
  it("knows nothing of what no call throws", () => {
    expect(rosterErrorOf(new Error("other"))).toBeUndefined();
    expect(isRosterError(new Error("other"))).toBe(false);
    expect(isRosterError(undefined)).toBe(false);
  });
});

describe("createRosterClient() of browsers", () => {
  it("refuses gRPC, and says what to take", () => {
    expect(() => createBrowserClient({ baseUrl: roster.url, protocol: "grpc" })).toThrow(
      'must be "connect" or "grpc-web"',
    );
  });
});
