import { create, type DescMessage, type JsonObject, toJson } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { UserSchema } from "../../test/gen/transcoding/directory_pb.ts";
import { ParameterValuesSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { resolveFieldPath } from "./field-path.ts";
import { createPathBinder, getVariableText } from "./path-binder.ts";
import type { PathTemplate } from "./path-template.ts";
import { parsePathTemplate } from "./path-template-parser.ts";
import { splitPath } from "./request-target.ts";

function bind(desc: DescMessage, templateText: string, path: string, init: JsonObject = {}): unknown {
  const template = parsePathTemplate(templateText);
  const message = create(desc, init);
  createPathBinder(template, listVariables(desc, template), "all-except-slash")(message, splitPath(path) ?? []);
  return toJson(desc, message);
}

function listVariables(desc: DescMessage, template: PathTemplate) {
  return template.variables.map((variable) => {
    const result = resolveFieldPath(desc, variable.path);
    return { variable, fields: result.kind === "found" ? result.fields : [] };
  });
}

describe("createPathBinder()", () => {
  const cases = [
    { template: "/users/{id}", path: "/users/1", want: { id: "1" } },
    { template: "/users/{id}", path: "/users/a%2Fb", want: { id: "a/b" } },
    { template: "/users/{id}", path: "/users/", want: {} },
    { template: "/{id=users/*}", path: "/users/a%2fb", want: { id: "users/a%2Fb" } },
    { template: "/{id=**}", path: "/", want: {} },
    { template: "/{id=**}/tail", path: "/a//b%20c/tail", want: { id: "a//b c" } },
    {
      template: "/{id=**}/x/{state=STATE_LOCKED}",
      path: "/a/b/x/STATE_LOCKED",
      want: { id: "a/b", state: "STATE_LOCKED" },
    },
    { template: "/{state}", path: "/2", want: { state: "STATE_LOCKED" } },
    { template: "/{sequence}", path: "/9007199254740993", want: { sequence: "9007199254740993" } },
    {
      template: "/{profile.first_name}/{profile.lastName}",
      path: "/Ada/L",
      want: { profile: { firstName: "Ada", lastName: "L" } },
    },
    { template: "/{profile.nick_name}", path: "/ada", want: { profile: { nickName: "ada" } } },
    { template: "/{machine.name}", path: "/bot", want: { machine: { name: "bot" } } },
    { template: "/{email}", path: "/ada@example.org", want: { email: "ada@example.org" } },
    { template: "/{change_date}", path: "/2030-01-31T12:00:00Z", want: { changeDate: "2030-01-31T12:00:00Z" } },
  ];
  for (const { template, path, want } of cases) {
    it(`binds ${path} to ${template}`, () => expect(bind(UserSchema, template, path)).toEqual(want));
  }

  it("replaces what is there, and another member of a oneof", () => {
    expect(bind(UserSchema, "/{id}", "/2", { id: "1" })).toEqual({ id: "2" });
    const init = { kind: { case: "email", value: "x" } };
    // JsonObject describes JSON; the binder gets the init of a message, whose oneof looks like this.
    expect(bind(UserSchema, "/{machine.name}", "/bot", init)).toEqual({ machine: { name: "bot" } });
  });

  it("binds a member of a oneof, a wrapper and bytes", () => {
    const template = "/{oneof_double_value}/{int64_value_wrapper}/{bytes_value}";
    expect(bind(ParameterValuesSchema, template, "/1.5/7/_w")).toEqual({
      oneofDoubleValue: 1.5,
      int64ValueWrapper: "7",
      bytesValue: "/w==",
    });
  });

  const refused = [
    { template: "/{id}", path: "/%zz", reason: 'the path value "%zz" for "id" is not percent-encoded UTF-8' },
    { template: "/{id}", path: "/%FF", reason: "is not percent-encoded UTF-8" },
    { template: "/{id=**}", path: "/a/%FF/b", reason: "is not percent-encoded UTF-8" },
    { template: "/{sequence}", path: "/nan", reason: 'invalid path value for "sequence": expected a whole number' },
    {
      template: "/{state}",
      path: "/STATE_GONE",
      reason: "expected one of STATE_UNSPECIFIED, STATE_ACTIVE, STATE_LOCKED",
    },
    { template: "/{state}", path: "/3", reason: 'got "3"' },
  ];
  for (const { template, path, reason } of refused) {
    it(`refuses ${path} for ${template}: ${reason}`, () => {
      expect(() => bind(UserSchema, template, path)).toThrow(`[invalid_argument] `);
      expect(() => bind(UserSchema, template, path)).toThrow(reason);
    });
  }

  it("shortens what it shows of a long value", () => {
    expect(() => bind(UserSchema, "/{sequence}", `/${"x".repeat(5000)}`)).toThrow(/got "x{60}\.\.\."$/);
  });
});

describe("getVariableText()", () => {
  const cases = [
    { template: "/{x}/b", path: "/a/b", want: ["a"] },
    { template: "/{x=a/*}/{y=**}/z", path: "/a/b/c/d/z", want: ["a/b", "c/d"] },
    { template: "/{x=a/*}/{y=**}/z", path: "/a/b/z", want: ["a/b", ""] },
    { template: "/{x=**}/{y=z}", path: "/a/b/z", want: ["a/b", "z"] },
    { template: "/{x=**/b}/{y=z}", path: "/a/b/z", want: ["a/b", "z"] },
  ];
  for (const { template: text, path, want } of cases) {
    it(`finds ${want} in ${path} for ${text}`, () => {
      const template = parsePathTemplate(text);
      const segments = splitPath(path) ?? [];
      expect(template.variables.map((variable) => getVariableText(template, variable, segments))).toEqual(want);
    });
  }
});
