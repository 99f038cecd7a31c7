import { describe, expect, it } from "vitest";
import { NonStandardMessageWithJSONNamesSchema } from "../../test/gen/transcoding/examples_pb.ts";
import { Proto3MessageSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { fieldPathMaxNames, findField, formatFieldPath, resolveFieldPath } from "./field-path.ts";

describe("findField()", () => {
  const cases = [
    { name: "line_num", want: "line_num" },
    { name: "LineNum", want: "line_num" },
    { name: "lineNum", want: undefined },
    { name: "no", want: "no" },
    { name: "yes", want: "no" },
    { name: "__proto__", want: undefined },
    { name: "constructor", want: undefined },
    { name: "$typeName", want: undefined },
    { name: "", want: undefined },
  ];
  for (const { name, want } of cases) {
    it(`finds ${want} as "${name}"`, () => {
      expect(findField(NonStandardMessageWithJSONNamesSchema, name)?.name).toBe(want);
    });
  }
});

describe("resolveFieldPath()", () => {
  const found = [
    "string_value",
    "stringValue",
    "nested.nested.string_value",
    "nested.boolValue",
    "map_value",
    "nested",
  ];
  for (const path of found) {
    it(`resolves ${path}`, () => expect(resolveFieldPath(Proto3MessageSchema, path).kind).toBe("found"));
  }

  it("returns the fields in order", () => {
    const result = resolveFieldPath(Proto3MessageSchema, "nested.nestedOneofValueOne.stringValue");
    expect(result.kind === "found" ? formatFieldPath(result.fields) : "").toBe(
      "nested.nested_oneof_value_one.string_value",
    );
  });

  it("returns no fields for the empty path", () => {
    expect(resolveFieldPath(Proto3MessageSchema, "")).toEqual({ kind: "found", fields: [] });
  });

  const lost = [
    { path: "nope", kind: "unknown" },
    { path: "nested.nope", kind: "unknown" },
    { path: ".", kind: "unknown" },
    { path: "nested.", kind: "unknown" },
    { path: "string_value.x", kind: "not-a-message" },
    { path: "repeated_message.value", kind: "not-a-message" },
    { path: "map_value.x", kind: "not-a-message" },
    {
      path: Array(fieldPathMaxNames + 1)
        .fill("nested")
        .join("."),
      kind: "too-deep",
    },
    { path: ".".repeat(100_000), kind: "too-deep" },
  ];
  for (const { path, kind } of lost) {
    it(`reports ${kind} for ${path.slice(0, 40)}`, () => {
      expect(resolveFieldPath(Proto3MessageSchema, path).kind).toBe(kind);
    });
  }
});
