import { clone, create, type DescMethod, equals, fromJson, type JsonObject } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserService } from "../../test/gen/transcoding/directory_pb.ts";
import { FieldsService, type Proto3Message, Proto3MessageSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { createHttpRule } from "../../test/transcoding/http-rules.ts";
import { compileHttpBinding } from "./http-binding.ts";
import { encodeRequest } from "./request-encoder.ts";
import { createTranscoder } from "./transcoder.ts";

function encode(method: DescMethod, template: string, json: JsonObject, body = "", httpMethod = "POST") {
  const problems: string[] = [];
  const binding = compileHttpBinding(method, { httpMethod, template, body, responseBody: "" }, problems);
  if (binding === undefined) throw new Error(problems.join());
  return encodeRequest(binding, fromJson(method.input, json));
}

const { listUsers, setProfile, removeRole } = UserService.method;

describe("encodeRequest()", () => {
  it("puts what path and body leave into the query", () => {
    const json = {
      orgId: "a/b",
      limit: 2,
      states: ["STATE_ACTIVE", 2],
      profile: { nickName: "é" },
      metadata: { "k&": "v=" },
    };
    expect(encode(listUsers, "/orgs/{org_id}/users", json)).toEqual({
      httpMethod: "POST",
      path: "/orgs/a%2Fb/users",
      query: "limit=2&states=STATE_ACTIVE&states=STATE_LOCKED&profile.nick_name=%C3%A9&metadata%5Bk%26%5D=v%3D",
      body: undefined,
      headers: {},
    });
  });

  it("writes a body of all or of one field, and leaves the query empty or to the others", () => {
    const json = { id: "1", profile: { firstName: "Ada" }, notify: true };
    expect(encode(setProfile, "/users/{id}", json, "*")).toMatchObject({ query: "", body: JSON.stringify(json) });
    expect(encode(setProfile, "/users/{id}", json, "profile")).toMatchObject({
      query: "notify=true",
      body: '{"firstName":"Ada"}',
    });
    expect(encode(setProfile, "/users/{id}", {}, "profile")).toMatchObject({ path: "/users/", query: "", body: "" });
  });

  const paths = [
    { template: "/p/{role_key=**}", roleKey: "a/b c", want: "/p/a/b%20c" },
    { template: "/p/{role_key=**}", roleKey: "", want: "/p" },
    { template: "/p/{role_key=**}/end:do", roleKey: "", want: "/p/end:do" },
    { template: "/p/{role_key=x/*}", roleKey: "x/a%2Fb", want: "/p/x/a%2Fb" },
    { template: "/p/{role_key=**/y}", roleKey: "a/b/y", want: "/p/a/b/y" },
  ];
  for (const { template, roleKey, want } of paths) {
    it(`makes ${want} of "${roleKey}" with ${template}`, () =>
      expect(encode(removeRole, template, { roleKey }).path).toBe(want));
  }

  const refused = [
    { template: "/p/{role_key=x/*}", json: { roleKey: "y/a" }, reason: 'the value "y/a" does not match' },
    { template: "/p/{role_key=x/*}", json: { roleKey: "x" }, reason: "does not match" },
    { template: "/p/{role_key=**/y}", json: { roleKey: "" }, reason: "does not match" },
    { template: "/p/*", json: {}, reason: "a wildcard outside a variable" },
  ];
  for (const { template, json, reason } of refused) {
    it(`refuses ${JSON.stringify(json)} for ${template}: ${reason}`, () => {
      expect(() => encode(removeRole, template, json)).toThrow(reason);
    });
  }

  it("refuses a field that only a body could carry, and a route of any method", () => {
    const json = { structValue: { a: 1 } };
    expect(() => encode(FieldsService.method.proto3Message, "/a", json)).toThrow(
      '"struct_value" cannot go into a query',
    );
    expect(() => encode(removeRole, "/a", {}, "", "*")).toThrow("does not say which one to use");
  });
});

const text = fc.string({ unit: "grapheme" });
const key = text.filter((k) => k !== "__proto__");
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const arbitraryFlat = fc.record(
  {
    stringValue: text,
    doubleValue: fc.double({ noNaN: true }),
    floatValue: fc.float({ noNaN: true }),
    int64Value: int64,
    int32Value: int32,
    uint64Value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    boolValue: fc.boolean(),
    bytesValue: fc.uint8Array(),
    optionalValue: text,
    repeatedValue: fc.array(text),
    enumValue: fc.constantFrom(0, 1, 2),
    repeatedEnum: fc.array(fc.constantFrom(0, 1, 2)),
    oneofValue: fc.oneof(
      fc.record({ case: fc.constant("oneofBoolValue"), value: fc.boolean() }),
      fc.record({ case: fc.constant("oneofStringValue"), value: text }),
    ),
    wrapperInt64Value: int64,
    wrapperStringValue: text,
    wrapperBytesValue: fc.uint8Array(),
    mapValue: fc.dictionary(key, text),
    mapValue5: fc.dictionary(int64.map(String), text),
    mapValue15: fc.dictionary(fc.boolean().map(String), text),
    repeatedMessage: fc.array(fc.bigInt({ min: 0n, max: 99n }).map((value) => ({ value }))),
    durationValue: fc.record({ seconds: fc.bigInt({ min: 0n, max: 10n ** 9n }), nanos: fc.nat(999_999_999) }),
    timestampValue: fc.record({ seconds: fc.bigInt({ min: 0n, max: 10n ** 10n }), nanos: fc.nat(999_999_999) }),
  },
  { requiredKeys: [] },
);
// A nested message has at least one field: a query cannot say that an empty message is there.
const arbitraryMessage = fc
  .tuple(arbitraryFlat, fc.option(arbitraryFlat))
  // The generated values are what create() takes for these fields.
  .map(
    ([flat, nested]) =>
      create(Proto3MessageSchema, {
        ...flat,
        ...(nested && { nested: { ...nested, repeatedValue: ["x"] } }),
      } as never) as Proto3Message,
  );

describe("encodeRequest() and RouteMatch.decode()", () => {
  const rule = createHttpRule({
    selector: "transcoding.fields.FieldsService.Proto3Message",
    get: "/p/{string_value}/{nested.string_value=**}/end",
  });
  const transcoder = createTranscoder({ services: [FieldsService], rules: [rule] });
  const [binding] = transcoder.bindings;

  it("understand each other", () => {
    fc.assert(
      fc.property(arbitraryMessage, (message) => {
        if (binding === undefined) throw new Error("there is no route");
        // Slashes that are escaped and slashes that separate come out the same way they went in, but "%2f" does not.
        const sent = clone(Proto3MessageSchema, message);
        sent.nested ??= create(Proto3MessageSchema);
        sent.nested.stringValue = sent.nested.stringValue.replace(/%2f/gi, "");
        const { path, query } = encodeRequest(binding, sent);
        const match = transcoder.find("GET", query === "" ? path : `${path}?${query}`);
        if (match.kind !== "match") throw new Error(`${path} is ${match.kind}`);
        const received = match.decode({ headers: new Headers(), body: new Uint8Array(0) });
        expect(equals(Proto3MessageSchema, received as Proto3Message, sent)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
