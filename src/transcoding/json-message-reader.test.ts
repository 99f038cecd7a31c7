import { type DescMessage, equals, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { UserSchema } from "../../test/gen/transcoding/directory_pb.ts";
import { ABitOfEverythingSchema } from "../../test/gen/transcoding/examples_pb.ts";
import { arbitraryMessage } from "../../test/support/arbitrary-message.ts";
import { createJsonMessageReader } from "./json-message-reader.ts";

const types: readonly DescMessage[] = [
  ABitOfEverythingSchema,
  UserSchema,
  ...[ManagementService, UserService, OrgService].flatMap(({ methods }) => methods.map(({ input }) => input)),
];

const maxDepth = 20;

describe("createJsonMessageReader()", () => {
  it("reads what fromJson() reads, or leaves it to fromJson()", () => {
    let readCount = 0;
    let count = 0;
    for (const desc of new Set(types)) {
      const read = createJsonMessageReader(desc, maxDepth);
      fc.assert(
        fc.property(arbitraryMessage(desc), fc.boolean(), (message, useProtoFieldName) => {
          const json = toJson(desc, message, { useProtoFieldName });
          const found = read(json);
          count++;
          if (found === undefined) return;
          readCount++;
          expect(equals(desc, found.message, fromJson(desc, json))).toBe(true);
          expect(found.message).toEqual(fromJson(desc, json));
          expect(found.keyCount).toBe(countKeys(json));
        }),
        { numRuns: 20 },
      );
    }
    expect(readCount / count).toBeGreaterThan(0.6);
  });

  it("reads nothing that fromJson() refuses", () => {
    const read = createJsonMessageReader(UserSchema, maxDepth);
    const keys = fc.constantFrom("id", "state", "sequence", "profile", "loginNames", "login_names", "email", "machine");
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<JsonValue>("1", "01", "-1", "STATE_ACTIVE", 1e300, -0, 1.5, "\ud800", { firstName: "\udc00" }),
    );
    fc.assert(
      fc.property(fc.dictionary(keys, values), (json) => {
        const found = read(json as JsonValue);
        if (found !== undefined) {
          expect(found.message).toEqual(fromJson(UserSchema, json as JsonValue));
        }
      }),
      { numRuns: 2000 },
    );
  });

  const left: readonly JsonValue[] = [
    null,
    [],
    "text",
    { nope: 1 },
    { id: null },
    { id: 1 },
    { id: "\ud800" },
    { state: "STATE_NEWER" },
    { sequence: "9223372036854775808" },
    { sequence: "01" },
    { loginNames: ["a", null] },
    { loginNames: [], login_names: [] },
    { email: "a", machine: {} },
    { changeDate: "2030-01-31T12:00:00Z" },
    { metadata: { k: "aw==" } },
  ];
  it.each(left)("leaves %j to fromJson()", (json) => {
    expect(createJsonMessageReader(UserSchema, maxDepth)(json)).toBeUndefined();
  });

  it("leaves what is too deep to fromJson()", () => {
    expect(createJsonMessageReader(UserSchema, 1)({ profile: {} })).toBeUndefined();
    expect(createJsonMessageReader(UserSchema, 2)({ profile: {} })).toBeDefined();
  });
});

function countKeys(json: JsonValue): number {
  if (typeof json !== "object" || json === null) return 0;
  const own = Array.isArray(json) ? 0 : Object.keys(json).length;
  return Object.values(json).reduce<number>((sum, value) => sum + countKeys(value as JsonValue), own);
}
