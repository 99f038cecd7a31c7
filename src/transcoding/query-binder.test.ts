import { create, equals, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ListUsersRequestSchema } from "../../test/gen/transcoding/directory_pb.ts";
import { Proto3MessageSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { createQueryBinder, type QueryOptions } from "./query-binder.ts";

const lenient: QueryOptions = { unknownKeys: "ignore", boundKeys: "ignore" };
const strict: QueryOptions = { unknownKeys: "reject", boundKeys: "reject" };

function bind(query: string, options: QueryOptions = lenient, bound: string[] = []): unknown {
  const message = create(Proto3MessageSchema);
  createQueryBinder(Proto3MessageSchema, new Set(bound), options)(message, query);
  return toJson(Proto3MessageSchema, message);
}

describe("createQueryBinder()", () => {
  const booleans = [
    { query: "bool_value=True", want: { boolValue: true } },
    { query: "bool_value=FALSE&repeated_value=True", want: { repeatedValue: ["True"] } },
    { query: "string_value=True", want: { stringValue: "True" } },
    { query: "optional_bool_value=false", want: {} },
  ];
  for (const { query, want } of booleans) {
    it(`takes ${query} with ignoreBooleanCase`, () =>
      expect(bind(query, { ...lenient, ignoreBooleanCase: true })).toEqual(want));
  }

  it("refuses booleans in another case without it, and what is none with it", () => {
    expect(() => bind("bool_value=True")).toThrow("expected true or false");
    expect(() => bind("bool_value=Truth", { ...lenient, ignoreBooleanCase: true })).toThrow("expected true or false");
  });

  const accepted: { query: string; want: JsonValue }[] = [
    { query: "string_value=a&stringValue2=b", want: { stringValue: "a" } },
    { query: "nested.string_value=a&nested.boolValue=true", want: { nested: { stringValue: "a", boolValue: true } } },
    { query: "repeated_value=a&repeatedValue=b", want: { repeatedValue: ["a", "b"] } },
    { query: "repeated_value=a,b", want: { repeatedValue: ["a,b"] } },
    { query: "repeated_message=1&repeated_message=2", want: { repeatedMessage: ["1", "2"] } },
    { query: "map_value[a.b]=1&mapValue[c%5D]=2", want: { mapValue: { "a.b": "1", "c]": "2" } } },
    { query: "map_value3[-1]=x", want: { mapValue3: { "-1": "x" } } },
    { query: "map_value5[9223372036854775807]=x", want: { mapValue5: { "9223372036854775807": "x" } } },
    { query: "map_value15[true]=x", want: { mapValue15: { true: "x" } } },
    { query: "map_value16[a]=7", want: { mapValue16: { a: "7" } } },
    { query: "map_value[]=x", want: { mapValue: { "": "x" } } },
    { query: "map_value[constructor]=x", want: { mapValue: { constructor: "x" } } },
    { query: "optional_value=", want: { optionalValue: "" } },
    { query: "wrapper_bool_value=false", want: { wrapperBoolValue: false } },
    { query: "oneof_string_value=a", want: { oneofStringValue: "a" } },
    {
      query: "nested_oneof_value_one.string_value=a&nestedOneofValueOne.boolValue=true",
      want: { nestedOneofValueOne: { stringValue: "a", boolValue: true } },
    },
    { query: "unknown=1&nested.unknown=2&unknown.deep[x]=3&utm_source=mail", want: {} },
    { query: "=1&.=2&..=3&__proto__.x=5&constructor.prototype.x=6", want: {} },
  ];
  for (const { query, want } of accepted) {
    it(`binds ${query}`, () => expect(bind(query)).toEqual(want));
  }

  const refused = [
    { query: "string_value=a&stringValue=b", reason: '"stringValue": given more than once' },
    { query: "map_value[a]=1&mapValue[a]=2", reason: "given more than once" },
    { query: "map_value3[1]=1&map_value3[01]=2", reason: "given more than once" },
    {
      query: "oneof_bool_value=true&oneof_string_value=a",
      reason: "only one of oneof_bool_value, oneof_string_value can be set",
    },
    {
      query: "nested_oneof_int32_value=1&nested_oneof_value_one.string_value=a",
      reason: "only one of nested_oneof_int32_value",
    },
    {
      query: "nested_oneof_value_one.string_value=a&nested_oneof_int32_value=1",
      reason: "only one of nested_oneof_int32_value",
    },
    { query: "bool_value=yes", reason: '"bool_value": expected true or false, got "yes"' },
    { query: "nested.enum_value=W", reason: 'expected one of X, Y, Z, got "W"' },
    { query: "enum_value=3", reason: 'expected one of X, Y, Z, got "3"' },
    { query: "nested=a", reason: '"nested" cannot be set as a whole' },
    { query: "struct_value={}", reason: '"struct_value" cannot be set as a whole' },
    { query: "map_value=a", reason: 'a map takes its entries as "map_value[key]"' },
    { query: "map_value[a=1", reason: 'expected "]" at the end' },
    { query: "map_value3[x]=1", reason: "the map key is not a whole number from -2147483648 to 2147483647" },
    { query: "map_value[__proto__]=1", reason: "this map key is not allowed" },
    { query: "string_value[a]=1", reason: '"string_value" is not a map' },
    { query: "map_value.a=1", reason: '"map_value" has no fields that a query could name' },
    { query: "wrapper_bool_value.value=true", reason: '"wrapper_bool_value" has no fields that a query could name' },
    { query: "timestamp_value.seconds=1", reason: '"timestamp_value" has no fields' },
    { query: "struct_value_value.string_value=1", reason: '"struct_value_value" has no fields' },
    { query: "string_value.a.b=1", reason: '"string_value" has no fields' },
    { query: "string_value=100%", reason: 'the parameter "string_value=100%" is not percent-encoded UTF-8' },
    { query: `${"nested.".repeat(32)}string_value=a`, reason: "more than 32 names in one key" },
  ];
  for (const { query, reason } of refused) {
    it(`refuses ${query.slice(0, 60)}: ${reason}`, () => expect(() => bind(query)).toThrow(reason));
  }

  it("ignores keys that name bound fields, in either spelling and below them", () => {
    const bound = ["string_value", "nested.nested"];
    const query = "stringValue=a&string_value=b&nested.nested.boolValue=x&nested.nested=1&nested.boolValue=true";
    expect(bind(query, lenient, bound)).toEqual({ nested: { boolValue: true } });
  });

  it("rejects unknown and bound keys when asked to", () => {
    expect(() => bind("utm_source=mail", strict)).toThrow('"utm_source": names no field of the request');
    expect(() => bind("stringValue=a", strict, ["string_value"])).toThrow("that the path or the body");
  });

  it("appends to what the message has and leaves a oneof that is set alone", () => {
    const message = fromJson(Proto3MessageSchema, { repeatedValue: ["a"], oneofBoolValue: true });
    const bindQuery = createQueryBinder(Proto3MessageSchema, new Set(), lenient);
    bindQuery(message, "repeated_value=b");
    expect(message.repeatedValue).toEqual(["a", "b"]);
    expect(() => bindQuery(message, "oneof_string_value=x")).toThrow("only one of");
  });

  it("throws nothing but InvalidArgument and touches no prototype, whatever the query", () => {
    const names = ["nested", "string_value", "map_value", "repeatedValue", "__proto__", "constructor", "prototype"];
    const part = fc.oneof(
      fc.constantFrom(...names, ".", "[", "]", "=", "&", "%5B", "%", "+"),
      fc.string({ maxLength: 3 }),
    );
    const query = fc.array(part, { maxLength: 25 }).map((parts) => parts.join(""));
    const before = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(query, fc.constantFrom(lenient, strict), (text, options) => {
        const message = create(Proto3MessageSchema);
        try {
          createQueryBinder(Proto3MessageSchema, new Set(["repeated_value"]), options)(message, text);
        } catch (error) {
          expect(ConnectError.from(error).message).toMatch(/^\[invalid_argument\] /);
        }
        expect(Object.getPrototypeOf(message.mapValue)).toBe(Object.prototype);
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it("takes time in proportion to the query", () => {
    const long = Array.from({ length: 20_000 }, (_, i) => `map_value[k${i}]=v&repeated_value=v`).join("&");
    const start = performance.now();
    bind(long);
    expect(() => bind("nested.".repeat(200_000))).toThrow("more than 32 names");
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe("createQueryBinder() for messages in a oneof", () => {
  it("sets the fields of a member and refuses the other one", () => {
    const bindQuery = createQueryBinder(ListUsersRequestSchema, new Set(), lenient);
    const message = create(ListUsersRequestSchema);
    bindQuery(message, "machine.name=bot&states=1&states=STATE_LOCKED&profile.nick_name=x");
    const want = { machine: { name: "bot" }, states: [1, 2], profile: { nickName: "x" } };
    expect(equals(ListUsersRequestSchema, message, fromJson(ListUsersRequestSchema, want))).toBe(true);
    expect(() => bindQuery(message, "email=x")).toThrow("only one of email, machine can be set");
  });
});
