import { create, createRegistry, type DescMessage, equals, fromJson, type JsonObject } from "@bufbuild/protobuf";
import { AnySchema, anyPack } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import { ListUsersResponseSchema, MachineSchema, UserSchema } from "../../test/gen/transcoding/directory_pb.ts";
import { Proto3MessageSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { findField } from "./field-path.ts";
import { createJsonCodec, type JsonCodecOptions } from "./json-codec.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function read(desc: DescMessage, text: string, options: JsonCodecOptions = {}, field?: string) {
  const body = field === undefined ? undefined : findField(desc, field);
  return createJsonCodec(options).createReader(desc, body)(encoder.encode(text));
}

function write(
  desc: DescMessage,
  init: Record<string, unknown>,
  options: JsonCodecOptions = {},
  field?: string,
): string {
  const body = field === undefined ? undefined : findField(desc, field);
  return decoder.decode(createJsonCodec(options).createWriter(desc, body)(create(desc, init)));
}

describe("JSON reader", () => {
  const accepted: { text: string; want: JsonObject }[] = [
    { text: "{}", want: {} },
    { text: " \r\n\t", want: {} },
    {
      text: '{"loginNames":["a"],"change_date":"2030-01-31T12:00:00Z"}',
      want: { loginNames: ["a"], changeDate: "2030-01-31T12:00:00Z" },
    },
    { text: '{"sequence":7,"state":1}', want: { sequence: "7", state: "STATE_ACTIVE" } },
    { text: '{"sequence":"7","state":"STATE_ACTIVE"}', want: { sequence: "7", state: "STATE_ACTIVE" } },
    { text: '{"nope":{"a":[1]},"state":"STATE_NEWER","id":"1"}', want: { id: "1" } },
    { text: '{"id":null,"profile":null}', want: {} },
  ];
  for (const { text, want } of accepted) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(equals(UserSchema, read(UserSchema, text) as never, fromJson(UserSchema, want))).toBe(true);
    });
  }

  const refused = [
    { text: "[]", reason: "expected an object, got a list" },
    { text: "null", reason: "expected an object, got null" },
    { text: '{"id":5}', reason: '"id": expected a string, got a number' },
    { text: '{"profile":{"firstName":{}}}', reason: '"profile.firstName": expected a string, got an object' },
    { text: '{"profile":"Ada"}', reason: '"profile": expected an object, got a string' },
    { text: '{"profile":{"nickName":1}}', reason: '"profile.nickName": expected a string, got a number' },
    { text: '{"sequence":"x"}', reason: '"sequence": expected a whole number from' },
    {
      text: '{"state":1.5}',
      reason: '"state": expected one of STATE_UNSPECIFIED, STATE_ACTIVE, STATE_LOCKED, got 1.5',
    },
    { text: '{"loginNames":"a"}', reason: '"loginNames": expected a list, got a string' },
    { text: '{"loginNames":["a",2]}', reason: '"loginNames[1]": expected a string, got a number' },
    { text: '{"loginNames":[null]}', reason: '"loginNames[0]": expected a string, got null' },
    { text: '{"metadata":[]}', reason: '"metadata": expected an object, got a list' },
    { text: '{"metadata":{"k":1}}', reason: "expected a string, got a number" },
    {
      text: '{"changeDate":"yesterday"}',
      reason: '"changeDate": expected a time such as "2030-01-31T12:00:00Z", got "yesterday"',
    },
    { text: '{"machine":{"secret":"?"}}', reason: '"machine.secret": expected base64 text, got a string' },
    { text: '{"loginNames":[],"login_names":[]}', reason: '"login_names" is there twice, in both spellings' },
    { text: '{"email":"a","machine":{}}', reason: 'only one of "email" and "machine" can be set' },
  ];
  for (const { text, reason } of refused) {
    it(`refuses ${text}: ${reason}`, () => {
      expect(() => read(UserSchema, text)).toThrow("[invalid_argument] invalid JSON body: ");
      expect(() => read(UserSchema, text)).toThrow(reason);
    });
  }

  it("refuses unknown names when asked to", () => {
    const strict = { ignoreUnknownFields: false };
    expect(() => read(UserSchema, '{"profile":{"nope":1}}', strict)).toThrow('"profile.nope" names no field');
    expect(() => read(UserSchema, '{"state":"STATE_NEWER"}', strict)).toThrow('"state": expected one of');
  });

  it("reads the value of a field: scalar, list, map, message", () => {
    const read1 = (text: string, field: string) => read(UserSchema, text, {}, field);
    expect(read1('"x"', "id")).toMatchObject({ id: "x" });
    expect(read1('["a"]', "login_names")).toMatchObject({ loginNames: ["a"] });
    expect(read1('{"k":"v"}', "metadata")).toMatchObject({ metadata: { k: "v" } });
    expect(read1('{"lastName":"L"}', "profile")).toMatchObject({ profile: { lastName: "L" } });
    expect(read1("null", "profile")).toMatchObject({ id: "" });
    expect(() => read1('"x"', "profile")).toThrow('"profile": expected an object, got a string');
  });

  it("reads JSON values up to the limit of nesting and refuses what is deeper", () => {
    const nest = (levels: number) => `{"structValueValue":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    expect(() => read(Proto3MessageSchema, nest(99))).not.toThrow();
    expect(() => read(Proto3MessageSchema, nest(100))).toThrow("nested more than 100 levels deep");
    expect(() => read(Proto3MessageSchema, nest(5), { maxDepth: 5 })).toThrow("nested more than 5 levels deep");
  });

  it("does not search a large body for the place", () => {
    const text = JSON.stringify({ loginNames: [...Array(20_000).fill("name"), 1] });
    expect(() => read(UserSchema, text)).toThrow("invalid JSON body: a value does not fit its field");
  });

  it("never shows an internal text or the whole of a long value", () => {
    const error = (() => {
      try {
        return read(UserSchema, JSON.stringify({ profile: "x".repeat(10_000) }));
      } catch (e) {
        return ConnectError.from(e);
      }
    })();
    expect(String(error)).not.toContain("decode");
    expect(String(error).length).toBeLessThan(200);
  });
});

describe("JSON writer", () => {
  const user = { id: "1", sequence: 7n, state: 1, profile: { firstName: "Ada" } };

  it("writes names in camel case, 64 bits as text, enums by name, and omits what is unset", () => {
    expect(write(UserSchema, user)).toBe(
      '{"id":"1","profile":{"firstName":"Ada"},"state":"STATE_ACTIVE","sequence":"7"}',
    );
    expect(write(UserSchema, {})).toBe("{}");
  });

  it("writes as its options say", () => {
    const options = { useProtoFieldName: true, enumAsInteger: true, alwaysEmitImplicit: true };
    expect(JSON.parse(write(UserSchema, user, options))).toMatchObject({
      profile: { first_name: "Ada" },
      state: 1,
      login_names: [],
    });
  });

  const fields = [
    { field: "login_names", init: { loginNames: ["a"] }, want: '["a"]' },
    { field: "login_names", init: {}, want: "[]" },
    { field: "metadata", init: {}, want: "{}" },
    { field: "id", init: {}, want: '""' },
    { field: "sequence", init: {}, want: '"0"' },
    { field: "state", init: {}, want: '"STATE_UNSPECIFIED"' },
    { field: "profile", init: {}, want: "null" },
    { field: "email", init: {}, want: "null" },
    { field: "profile", init: { profile: {} }, want: "{}" },
  ];
  for (const { field, init, want } of fields) {
    it(`writes ${want} for the field ${field}`, () => expect(write(UserSchema, init, {}, field)).toBe(want));
  }

  it("writes a field under its proto name, too", () => {
    expect(write(UserSchema, { loginNames: ["a"] }, { useProtoFieldName: true }, "login_names")).toBe('["a"]');
    expect(write(ListUsersResponseSchema, {}, { useProtoFieldName: true }, "result")).toBe("[]");
  });

  it("writes Any with the types it knows", () => {
    const packed = anyPack(MachineSchema, create(MachineSchema, { name: "bot" }));
    const registry = createRegistry(MachineSchema);
    expect(write(StatusSchema, { details: [packed] }, { registry })).toBe(
      '{"details":[{"name":"bot","@type":"type.googleapis.com/transcoding.directory.Machine"}]}',
    );
    expect(() => read(AnySchema, '{"@type":"type.googleapis.com/nope"}')).toThrow(
      'expected an object with a known "@type"',
    );
  });
});
