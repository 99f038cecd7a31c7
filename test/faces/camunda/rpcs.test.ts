import { create, type DescMethodUnary, getOption, hasOption } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import { http } from "../../../gen/google/api/annotations_pb.ts";
import { access } from "../../../gen/roster/access/v1/access_pb.ts";
import { unique } from "../../api/unique.ts";
import { type Client, clientNames, createClient } from "../../support/clients/index.ts";
import { sqliteEngine } from "../../support/engines.ts";
import { basic, type CamundaInTest, type CamundaOrg, startCamunda } from "./camunda-in-test.ts";

const isUnary = (method: (typeof IdentityService.methods)[number]): method is DescMethodUnary =>
  method.methodKind === "unary";
const methods = IdentityService.methods.filter(isUnary);

/** How a request of the RPC names an organization; empty for a public one. */
const orgFieldOf = (method: DescMethodUnary): string => getOption(method, access).orgField;

// JSON has its own tests in this folder: its paths begin behind a base path.
const rpcClients = clientNames.filter((name) => name !== "rest");

describe("the RPCs of the Camunda face", () => {
  let camunda: CamundaInTest;
  let org: CamundaOrg;
  beforeAll(async () => {
    camunda = await startCamunda(sqliteEngine);
    org = await camunda.addOrg();
  });
  afterAll(() => camunda?.close());

  it("are all unary, with a rule, a path, and a second one that names the engine", () => {
    expect(methods).toHaveLength(IdentityService.methods.length);
    for (const method of methods) {
      expect(hasOption(method, access), method.name).toBe(true);
      const { additionalBindings } = getOption(method, http);
      const isPublic = getOption(method, access).rule.case === "public";
      expect([method.name, additionalBindings.length]).toEqual([method.name, isPublic ? 0 : 1]);
      expect([method.name, orgFieldOf(method)]).toEqual([
        method.name,
        isPublic ? "" : expect.stringMatching(/^(engine|tenant_id)$/),
      ]);
    }
  });

  describe.each(rpcClients)("over %s", (name) => {
    let client: Client;
    beforeAll(() => {
      client = createClient(name, camunda.server.url);
    });
    afterAll(() => client?.close());

    for (const method of methods) {
      const isPublic = getOption(method, access).rule.case === "public";
      it(`${method.name} asks for a password before it answers`, async () => {
        const { error } = await client.call(method, create(method.input), {});
        expect(error?.code).toBe(isPublic ? undefined : Code.Unauthenticated);
        const token = { token: camunda.server.adminToken };
        expect((await client.call(method, create(method.input), token)).error?.code).toBe(error?.code);
      });

      if (getOption(method, access).rule.case !== "permission") continue;
      it(`${method.name} asks for its permission in the organization that it names`, async () => {
        const field = method.input.fields.find((candidate) => candidate.name === orgFieldOf(method))?.localName ?? "";
        const elsewhere = { [field]: camunda.server.instance.defaultOrgId };
        const headers = { authorization: basic(org.operator) };
        const { error } = await client.call(method, create(method.input, elsewhere), { headers });
        expect(error?.message).toContain("You have no role in this organization");
      });
    }

    it("change a profile, and tell errors apart by their type", async () => {
      const headers = { authorization: basic(org.operator) };
      const id = unique("rpc");
      const { method: rpc } = IdentityService;
      const created = await client.call(rpc.createUser, { user: { profile: { id } } }, { headers });
      expect(created.error).toBeUndefined();
      const profile = { id, firstName: "John", email: "any text" };
      expect((await client.call(rpc.updateUserProfile, { userId: id, profile }, { headers })).error).toBeUndefined();
      const { ok } = await client.call(rpc.getUserProfile, { userId: id }, { headers });
      expect(ok?.profile).toMatchObject(profile);
      const { error } = await client.call(rpc.getUserProfile, { userId: "nobody" }, { headers });
      expect(error).toMatchObject({ code: Code.NotFound, message: "User with id nobody does not exist" });
    });
  });
});
