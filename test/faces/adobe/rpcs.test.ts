import { create, type DescMethod, type DescMethodUnary, getOption, hasOption } from "@bufbuild/protobuf";
import { Code, createClient as createConnectClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ErrorDetailSchema } from "../../../gen/adobe/usermanagement/v2/error_detail_pb.ts";
import { ProductService } from "../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { http } from "../../../gen/google/api/annotations_pb.ts";
import { access } from "../../../gen/roster/access/v1/access_pb.ts";
import { type Client, clientNames, createClient } from "../../support/clients/index.ts";
import { engines } from "../../support/engines.ts";
import { type AdobeOrg, groupOf, useAdobe } from "./adobe-in-test.ts";

const methods: readonly DescMethod[] = [ProductService, UserManagementService].flatMap((service) => service.methods);

const isUnary = (method: DescMethod): method is DescMethodUnary => method.methodKind === "unary";

// JSON has its own tests in this folder: its bodies are single fields.
const rpcClients = clientNames.filter((name) => name !== "rest");

describe.each(engines)("the RPCs of the Adobe face · $name", (engine) => {
  const adobe = useAdobe(engine);
  let org: AdobeOrg;
  let machine: Awaited<ReturnType<AdobeOrg["addMachine"]>>;
  beforeAll(async () => {
    org = await adobe.addOrg();
    machine = await org.addMachine(["ORG_USER_PERMISSION_EDITOR"]);
  });

  describe.each(rpcClients)("over %s", (name) => {
    let client: Client;
    beforeAll(() => {
      client = createClient(name, adobe.server.url);
    });
    afterAll(() => client?.close());

    for (const method of methods) {
      it(`${method.name} has an access rule, a path, and asks for a key before it answers`, async () => {
        if (!isUnary(method)) throw new Error("this face has no streams");
        expect(hasOption(method, access)).toBe(true);
        expect(getOption(method, http).pattern.case).toMatch(/get|post/);
        const isPublic = getOption(method, access).rule.case === "public";
        const { error } = await client.call(method, create(method.input), {});
        expect(error?.code).toBe(isPublic ? undefined : Code.PermissionDenied);
      });

      it(`${method.name} asks in the organization that it names`, async () => {
        if (!isUnary(method) || getOption(method, access).rule.case === "public") return;
        const headers = { "x-api-key": machine.id, authorization: `Bearer ${machine.token}` };
        const elsewhere = adobe.server.instance.defaultOrgId;
        const { error } = await client.call(method, create(method.input, { orgId: elsewhere }), { headers });
        // Who has no role there, and is let in nowhere.
        expect(error?.code).toBe(Code.NotFound);
      });

      it(`${method.name} answers who may ask for what is there`, async () => {
        if (!isUnary(method)) return;
        const headers = { "x-api-key": "admin", authorization: `Bearer ${adobe.server.adminToken}` };
        // Those that a method has no field for are left out.
        const names = {
          ...{ orgId: org.id, productId: org.productId, profileId: "editor", userString: org.emails[0] },
          ...{ groupId: groupOf(org), groupName: groupOf(org), changes: {}, commands: [] },
        };
        const fields = method.input.fields.flatMap(({ localName }) =>
          Object.entries(names).filter(([name]) => name === localName),
        );
        const { ok, error } = await client.call(method, create(method.input, Object.fromEntries(fields)), { headers });
        expect([error?.code, error?.message]).toEqual([undefined, undefined]);
        expect(ok?.$typeName).toBe(method.output.typeName);
      });
    }
  });

  it("are ordinary methods: a profile is changed and errors carry their detail", async () => {
    const transport = createGrpcTransport({ baseUrl: adobe.server.url });
    const products = createConnectClient(ProductService, transport);
    const headers = { "x-api-key": "admin", authorization: `Bearer ${adobe.server.adminToken}` };
    const request = { orgId: `${org.id}@AdobeOrg`, productId: org.productId, profileId: "editor" };
    const [ann] = org.emails;
    const { product } = await products.updateProfile({ ...request, changes: { addUsers: [ann] } }, { headers });
    expect(product?.licenseConfigurations.map(({ id, userCount }) => [id, userCount])).toContainEqual(["editor", 1]);
    const { users, paging } = await products.listProfileUsers(request, { headers });
    expect([users[0]?.email, paging?.totalCount]).toEqual([ann, 1]);
    const refused = products.updateProfile({ ...request, changes: { addUsers: ["ghost@x"] } }, { headers });
    const error = await refused.then(() => undefined).catch((thrown) => thrown);
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.findDetails(ErrorDetailSchema)).toMatchObject([
      { code: "USER_NONEXISTENT", list: "addUsers", value: "ghost@x" },
    ]);
    const actions = createConnectClient(UserManagementService, transport);
    const steps = [{ step: { case: "remove", value: { all: true } } } as const];
    const commands = [{ root: { case: "user", value: ann } as const, steps }];
    const result = await actions.runCommands({ orgId: org.id, commands }, { headers });
    expect([result.completed, result.result]).toEqual([1, "success"]);
  });
});
