import { describe, expect, it } from "vitest";
import { UserService } from "../../test/gen/transcoding/directory_pb.ts";
import { FieldsService } from "../../test/gen/transcoding/fields_pb.ts";
import { compileHttpBinding, listBoundPaths } from "./http-binding.ts";

const { setProfile, listUsers } = UserService.method;
const { proto3Message } = FieldsService.method;
const route = { httpMethod: "POST", template: "/a", body: "", responseBody: "" };

describe("compileHttpBinding()", () => {
  it("resolves variables, body and response body", () => {
    const problems: string[] = [];
    const binding = compileHttpBinding(
      setProfile,
      { ...route, template: "/{id}/{profile.firstName}", body: "profile" },
      problems,
    );
    expect(problems).toEqual([]);
    expect(binding?.body).toMatchObject({ kind: "field", field: { name: "profile" } });
    expect(binding && [...listBoundPaths(binding)]).toEqual(["id", "profile.first_name", "profile"]);
  });

  it("takes any field for a body: message, scalar, list, map", () => {
    for (const body of [
      "nested",
      "string_value",
      "stringValue",
      "repeated_value",
      "map_value",
      "struct_value",
      "*",
      "",
    ]) {
      expect(compileHttpBinding(proto3Message, { ...route, body }, [])).toBeDefined();
    }
  });

  const wrong = [
    {
      change: { template: "/a/" },
      problem: 'invalid path template "/a/", character 4: expected a segment, found the end',
    },
    {
      change: { template: "/{nope}" },
      problem: 'the path variable "nope" names the field "nope", which transcoding.fields.Proto3Message does not have',
    },
    { change: { template: "/{nested.nope}" }, problem: 'names the field "nope"' },
    {
      change: { template: "/{string_value.x}" },
      problem: 'leads through "string_value", whose fields a path cannot name',
    },
    { change: { template: "/{wrapper_bool_value.value}" }, problem: 'leads through "wrapper_bool_value"' },
    { change: { template: "/{timestamp_value.seconds}" }, problem: 'leads through "timestamp_value"' },
    { change: { template: "/{map_value.x}" }, problem: 'leads through "map_value"' },
    { change: { template: "/{repeated_message.value}" }, problem: 'leads through "repeated_message"' },
    { change: { template: "/{repeated_value}" }, problem: "is a repeated field, a path carries one value" },
    { change: { template: "/{map_value}" }, problem: "is a map, a path carries one value" },
    {
      change: { template: "/{nested}" },
      problem: "is the message transcoding.fields.Proto3Message, which a path cannot carry",
    },
    {
      change: { template: "/{struct_value}" },
      problem: "is the message google.protobuf.Struct, which a path cannot carry",
    },
    { change: { template: `/{${"nested.".repeat(32)}string_value}` }, problem: "has too many names" },
    {
      change: { template: "/{string_value}/{stringValue}" },
      problem: '"string_value" and "stringValue" set the same field or oneof',
    },
    { change: { template: "/{oneof_bool_value}/{oneof_string_value}" }, problem: "set the same field or oneof" },
    { change: { body: "nope" }, problem: 'the body "nope" is not a field of transcoding.fields.Proto3Message' },
    { change: { body: "nested.nested" }, problem: 'the body "nested.nested" is not a field' },
    {
      change: { template: "/{string_value}", body: "string_value" },
      problem: 'the field "string_value" is both the body and a path variable',
    },
    {
      change: { responseBody: "nope" },
      problem: 'the response_body "nope" is not a field of transcoding.fields.Proto3Message',
    },
    { change: { responseBody: "*" }, problem: 'the response_body "*" is not a field' },
  ];
  for (const { change, problem } of wrong) {
    it(`reports: ${problem}`, () => {
      const problems: string[] = [];
      expect(compileHttpBinding(proto3Message, { ...route, ...change }, problems)).toBeUndefined();
      expect(problems).toEqual([expect.stringContaining(problem)]);
    });
  }

  it("reports all problems of a route at once", () => {
    const problems: string[] = [];
    const template = "/{nope}/{states}";
    compileHttpBinding(listUsers, { ...route, template, body: "none", responseBody: "none" }, problems);
    expect(problems).toHaveLength(4);
  });
});
