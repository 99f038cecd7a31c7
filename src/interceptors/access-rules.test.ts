import {
  create,
  createFileRegistry,
  type DescMessage,
  type DescService,
  type Message,
  setExtension,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { FieldDescriptorProto_Type, FileDescriptorProtoSchema, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { type Access, AccessSchema, access } from "../../gen/roster/access/v1/access_pb.ts";
import { file_zitadel_object_v2_object } from "../../gen/zitadel/object/v2/object_pb.ts";
import { AddHumanUserRequestSchema } from "../../gen/zitadel/user/v2/human_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { compileAccessRules } from "./access-rules.ts";

const ruleOf = compileAccessRules([UserService]);

/** A service with one RPC under this access rule. */
function serviceWith(rule: Access["rule"], orgField: string, clientStreaming = false): DescService {
  const options = create(MethodOptionsSchema);
  setExtension(options, access, create(AccessSchema, { rule, orgField }));
  const text = { name: "text", number: 1, type: FieldDescriptorProto_Type.STRING };
  const message = (name: string, number: number, typeName: string) => ({
    name,
    number,
    typeName,
    type: FieldDescriptorProto_Type.MESSAGE,
  });
  const file = create(FileDescriptorProtoSchema, {
    name: "test/v1/test.proto",
    package: "test.v1",
    syntax: "proto3",
    dependency: [file_zitadel_object_v2_object.proto.name],
    messageType: [
      {
        name: "Request",
        field: [
          text,
          { name: "number", number: 4, type: FieldDescriptorProto_Type.INT32 },
          message("organization", 2, ".zitadel.object.v2.Organization"),
          message("details", 3, ".zitadel.object.v2.Details"),
        ],
      },
    ],
    service: [
      {
        name: "TestService",
        method: [
          { name: "Call", inputType: ".test.v1.Request", outputType: ".test.v1.Request", clientStreaming, options },
        ],
      },
    ],
  });
  const registry = createFileRegistry(file, () => file_zitadel_object_v2_object);
  const service = registry.getService("test.v1.TestService");
  if (service === undefined) throw new Error("the service is missing in its own file");
  return service;
}

function setText(input: DescMessage, message: Message, text: string): void {
  const field = input.fields.find(({ name }) => name === "text");
  if (field?.fieldKind !== "scalar") throw new Error("the request has no text");
  reflect(input, message).set(field, text);
}

const write: Access["rule"] = { case: "permission", value: "user.write" };

describe("compileAccessRules()", () => {
  const named = [
    { name: "an id", org: { case: "orgId", value: "7" }, want: { by: "id", id: "7" } },
    { name: "a domain", org: { case: "orgDomain", value: "a.example" }, want: { by: "domain", domain: "a.example" } },
    { name: "an empty id", org: { case: "orgId", value: "" }, want: undefined },
    { name: "an empty domain", org: { case: "orgDomain", value: "" }, want: undefined },
    { name: "neither", org: { case: undefined }, want: undefined },
  ] as const;
  for (const { name, org, want } of named) {
    it(`reads the organization of a request that names ${name}`, () => {
      const message = create(AddHumanUserRequestSchema, { organization: { org } });
      expect(ruleOf(UserService.method.addHumanUser, message)).toEqual({
        type: "permission",
        permission: "user.write",
        checkField: undefined,
        namedOrg: want,
      });
    });
  }
  it("reads no organization of a request without one", () => {
    const message = create(AddHumanUserRequestSchema);
    expect(ruleOf(UserService.method.addHumanUser, message)).toMatchObject({ namedOrg: undefined });
  });

  const texts = [
    { text: "7", want: { by: "id", id: "7" } },
    { text: "a.example", want: { by: "domain", domain: "a.example" } },
    { text: "mine", want: undefined },
    { text: "", want: undefined },
  ];
  for (const { text, want } of texts) {
    it(`reads the text ${JSON.stringify(text)} in the way of the face`, () => {
      const service = serviceWith(write, "text");
      const [method] = service.methods;
      if (method === undefined) throw new Error("the service has no method");
      const rule = compileAccessRules([service], {
        test: (name) =>
          name === "mine" ? undefined : name.includes(".") ? { by: "domain", domain: name } : { by: "id", id: name },
      });
      const message = create(method.input);
      setText(method.input, message, text);
      expect(rule(method, message)).toMatchObject({ namedOrg: want });
    });
  }

  it("takes an organization field of the right type", () =>
    expect(() => compileAccessRules([serviceWith(write, "organization")])).not.toThrow());

  const refused = [
    {
      name: "a field that does not exist",
      rule: write,
      field: "nothing",
      want: /is about the organization in nothing/,
    },
    {
      name: "a number field",
      rule: write,
      field: "number",
      want: /in number, which is no zitadel.object.v2.Organization/,
    },
    { name: "a message of another type", rule: write, field: "details", want: /in details, which is no/ },
    {
      name: "a field of a public RPC",
      rule: { case: "public", value: true },
      field: "organization",
      want: /is public and yet about an organization/,
    },
  ] as const;
  for (const { name, rule, field, want } of refused) {
    it(`refuses, as an organization field, ${name}`, () =>
      expect(() => compileAccessRules([serviceWith(rule, field)])).toThrow(want));
  }
  it("refuses an organization field of a stream, which is authorized before its first message", () =>
    expect(() => compileAccessRules([serviceWith(write, "organization", true)])).toThrow(/of a single request/));
});
