import {
  create,
  createFileRegistry,
  type DescMessage,
  fromJson,
  type JsonObject,
  type MessageInitShape,
  setExtension,
} from "@bufbuild/protobuf";
import {
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldOptionsSchema,
  FieldDescriptorProto_Type as FieldType,
  FileDescriptorProtoSchema,
  file_google_protobuf_struct,
  file_google_protobuf_wrappers,
  type MessageOptions,
  MessageOptionsSchema,
  OneofOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import { createValidator } from "@bufbuild/protovalidate";
// The library's own, which has all rules: those that our copy does not have are tested too.
import {
  FieldRulesSchema,
  field as fieldExtension,
  Ignore,
  MessageRulesSchema,
  message as messageExtension,
  oneof as oneofExtension,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { describe, expect, it } from "vitest";
import { isSurelyValid } from "./plain-rules.ts";

type Field = Partial<Omit<FieldDescriptorProto, "$typeName" | "$unknown">>;
type Rules = MessageInitShape<typeof FieldRulesSchema>;
type RulesOf = NonNullable<Rules["type"]>;

const validator = createValidator();

/** A type `Test` of these fields. In its file there are an enum `Kind` of 0, 1 and 5, and a message `Ruled`. */
function typeOf(fields: readonly Field[], more: { syntax?: string; options?: MessageOptions; oneof?: boolean } = {}) {
  const oneofOptions = create(OneofOptionsSchema);
  setExtension(oneofOptions, oneofExtension, { $typeName: "buf.validate.OneofRules", required: true });
  const optional = fields.filter(({ proto3Optional }) => proto3Optional);
  const file = create(FileDescriptorProtoSchema, {
    name: "test.proto",
    syntax: more.syntax ?? "proto3",
    dependency: [file_google_protobuf_struct.proto.name, file_google_protobuf_wrappers.proto.name],
    enumType: [
      {
        name: "Kind",
        value: [
          { name: "ZERO", number: 0 },
          { name: "ONE", number: 1 },
          { name: "FIVE", number: 5 },
        ],
      },
    ],
    messageType: [
      {
        name: "Test",
        field: [...fields],
        ...(more.options && { options: more.options }),
        oneofDecl: [
          ...optional.map(({ name }) => ({ name: `_${name}` })),
          ...(more.oneof ? [{ name: "choice", options: oneofOptions }] : []),
        ],
      },
      { name: "Ruled", field: [ruled({ case: "string", value: { minLen: 1n } })] },
    ],
  });
  const files = [file_google_protobuf_struct, file_google_protobuf_wrappers];
  const desc = createFileRegistry(file, (name) => files.find(({ proto }) => proto.name === name)).getMessage("Test");
  if (desc === undefined) throw new Error("the message is missing in its own file");
  return desc;
}

/** A field `value` under these rules. Default: a text. */
function ruled(type: RulesOf | Rules, field: Field = {}): Field {
  const options = create(FieldOptionsSchema);
  const rules = "case" in type ? { type } : type;
  setExtension(options, fieldExtension, create(FieldRulesSchema, rules));
  return { name: "value", jsonName: "value", number: 1, type: FieldType.STRING, ...field, options };
}

const kind: Field = { type: FieldType.ENUM, typeName: ".Kind" };
const list: Field = { label: FieldDescriptorProto_Label.REPEATED };
const messageOf = (typeName: string): Field => ({ type: FieldType.MESSAGE, typeName });
const optional: Field = { proto3Optional: true, oneofIndex: 0 };
const twoAtMost: RulesOf = { case: "string", value: { minLen: 1n, maxLen: 2n } };
const cel = { id: "test", message: "no", expression: "true" };

/** What the library says; fails when it cannot read the rules. */
function isValid(desc: DescMessage, json: JsonObject): boolean {
  const { kind, error } = validator.validate(desc, fromJson(desc, json));
  if (kind === "error") throw error;
  return kind === "valid";
}

describe("isSurelyValid() under a rule it knows", () => {
  const texts = ["", "a", "ab", "abc", "🦒", "🦒🦒", "🦒🦒🦒", "e\u0301", "🦒a"];
  const cases: Readonly<Record<string, { readonly desc: DescMessage; readonly values: readonly unknown[] }>> = {
    "string.min_len, more than one": {
      desc: typeOf([ruled({ case: "string", value: { minLen: 2n } })]),
      values: texts,
    },
    "string.max_len": { desc: typeOf([ruled({ case: "string", value: { maxLen: 2n } })]), values: texts },
    "string.max_len, nothing": { desc: typeOf([ruled({ case: "string", value: { maxLen: 0n } })]), values: texts },
    "string.prefix": {
      desc: typeOf([ruled({ case: "string", value: { prefix: "+4" } })]),
      values: ["", "+", "+4", "+41", "4+"],
    },
    "string.email": {
      desc: typeOf([ruled({ case: "string", value: { wellKnown: { case: "email", value: true } } })]),
      values: ["", "a", "a@b", "a@b.c-d", "a@-b", "a@b-", "a@b..c", "a b@c", "a@b\n", `a@${"b".repeat(64)}`],
    },
    "string.email, switched off": {
      desc: typeOf([ruled({ case: "string", value: { wellKnown: { case: "email", value: false } } })]),
      values: ["", "a"],
    },
    "bytes.min_len, bytes.max_len": {
      desc: typeOf([ruled({ case: "bytes", value: { minLen: 1n, maxLen: 2n } }, { type: FieldType.BYTES })]),
      values: ["", "AA==", "AAA=", "AAAA"],
    },
    "bool.const": {
      desc: typeOf([ruled({ case: "bool", value: { const: true } }, { type: FieldType.BOOL })]),
      values: [undefined, false, true],
    },
    "bool.const, false": {
      desc: typeOf([ruled({ case: "bool", value: { const: false } }, { type: FieldType.BOOL })]),
      values: [undefined, false, true],
    },
    "enum.defined_only": {
      desc: typeOf([ruled({ case: "enum", value: { definedOnly: true } }, kind)]),
      values: [undefined, 0, 1, 2, 5, -1],
    },
    "enum.not_in": {
      desc: typeOf([ruled({ case: "enum", value: { notIn: [0, 7] } }, kind)]),
      values: [undefined, 0, 1, 2, 7],
    },
    "enum.defined_only with enum.not_in": {
      desc: typeOf([ruled({ case: "enum", value: { definedOnly: true, notIn: [0] } }, kind)]),
      values: [undefined, 0, 1, 2, 5],
    },
    "repeated.min_items, repeated.max_items": {
      desc: typeOf([ruled({ case: "repeated", value: { minItems: 1n, maxItems: 2n } }, list)]),
      values: [[], [""], ["", ""], ["", "", ""]],
    },
    "repeated.items": {
      desc: typeOf([ruled({ case: "repeated", value: { items: { type: twoAtMost } } }, list)]),
      values: [[], ["a"], ["a", ""], ["abc", "a"]],
    },
    "required, of a text": { desc: typeOf([ruled({ required: true })]), values: [undefined, "", "a"] },
    "required, of an enum": { desc: typeOf([ruled({ required: true }, kind)]), values: [undefined, 0, 1] },
    "required, of a list": { desc: typeOf([ruled({ required: true }, list)]), values: [[], [""]] },
    "required, of an optional text": {
      desc: typeOf([ruled({ required: true }, optional)]),
      values: [undefined, "", "a"],
    },
    "required, of a message": {
      desc: typeOf([ruled({ required: true }, messageOf(".Ruled"))]),
      values: [undefined, {}, { value: "a" }],
    },
    "required, of proto2's text": {
      desc: typeOf([ruled({ required: true }, { defaultValue: "a" })], { syntax: "proto2" }),
      values: [undefined, "", "a"],
    },
    "ignore, if zero": {
      desc: typeOf([ruled({ ignore: Ignore.IF_ZERO_VALUE, type: { case: "string", value: { minLen: 2n } } })]),
      values: [undefined, "", "a", "ab"],
    },
    "the rules of an optional text": { desc: typeOf([ruled(twoAtMost, optional)]), values: [undefined, ...texts] },
    "the rules of proto2's text, the default of which breaks them": {
      desc: typeOf([ruled(twoAtMost, { defaultValue: "abc" })], { syntax: "proto2" }),
      values: [undefined, ...texts],
    },
    "the rules inside of a message": { desc: typeOf([ruled({}, messageOf(".Ruled"))]), values: [undefined, {}] },
    "the rules inside of a list's messages": {
      desc: typeOf([ruled({}, { ...messageOf(".Ruled"), ...list })]),
      values: [[], [{ value: "a" }], [{ value: "a" }, {}]],
    },
    "a wrapper without rules": {
      desc: typeOf([ruled({}, messageOf(".google.protobuf.StringValue"))]),
      values: [undefined, "", "a"],
    },
    "a Struct, which is JSON in memory": {
      desc: typeOf([ruled({}, messageOf(".google.protobuf.Struct"))]),
      values: [undefined, {}, { fields: { a: [1] } }],
    },
    "the rules of a oneof's texts": {
      desc: typeOf([ruled(twoAtMost, { oneofIndex: 0 }), { ...ruled({}), name: "b", number: 2, oneofIndex: 0 }], {
        oneof: true,
      }),
      values: [undefined, ...texts],
    },
  };
  for (const [name, { desc, values }] of Object.entries(cases)) {
    for (const value of values) {
      // JSON has no field of it when it is not set.
      const json = JSON.parse(JSON.stringify({ value })) as JsonObject;
      it(`agrees with the library: ${name}: ${JSON.stringify(value)}`, () => {
        expect(isSurelyValid(desc, fromJson(desc, json))).toBe(isValid(desc, json));
      });
    }
  }
});

describe("isSurelyValid() under a rule it does not know", () => {
  const celRule = { case: "string", value: {} } as const;
  const messageOptions = create(MessageOptionsSchema);
  setExtension(messageOptions, messageExtension, create(MessageRulesSchema, { cel: [cel] }));
  const cases: Readonly<
    Record<string, { readonly desc: DescMessage; readonly value: unknown; readonly unset?: boolean }>
  > = {
    "string.pattern": { desc: typeOf([ruled({ case: "string", value: { pattern: "a" } })]), value: "a" },
    "string.len": { desc: typeOf([ruled({ case: "string", value: { len: 1n } })]), value: "a" },
    "string.uuid, switched off": {
      desc: typeOf([ruled({ case: "string", value: { wellKnown: { case: "uuid", value: false } } })]),
      value: "a",
    },
    "cel of a field": { desc: typeOf([ruled({ type: celRule, cel: [cel] })]), value: "a" },
    "cel of an optional field": {
      desc: typeOf([ruled({ type: celRule, cel: [cel] }, optional)]),
      value: "a",
      unset: true,
    },
    "cel of a message": { desc: typeOf([ruled({})], { options: messageOptions }), value: "a" },
    "enum.in": { desc: typeOf([ruled({ case: "enum", value: { in: [0, 1] } }, kind)]), value: 1 },
    "int32.gt": {
      desc: typeOf([
        ruled({ case: "int32", value: { greaterThan: { case: "gt", value: -1 } } }, { type: FieldType.INT32 }),
      ]),
      value: 1,
    },
    "repeated.unique": { desc: typeOf([ruled({ case: "repeated", value: { unique: true } }, list)]), value: ["a"] },
    "repeated.items.cel": {
      desc: typeOf([ruled({ case: "repeated", value: { items: { cel: [cel] } } }, list)]),
      value: ["a"],
    },
    "repeated.items.ignore": {
      desc: typeOf([ruled({ case: "repeated", value: { items: { ignore: Ignore.IF_ZERO_VALUE } } }, list)]),
      value: ["a"],
    },
    "rules of a wrapper": {
      desc: typeOf([ruled(twoAtMost, messageOf(".google.protobuf.StringValue"))]),
      value: "a",
      unset: true,
    },
    "ignore, always": { desc: typeOf([ruled({ ignore: Ignore.ALWAYS, type: twoAtMost })]), value: "a" },
    "required in a oneof": {
      desc: typeOf([ruled({ required: true }, { oneofIndex: 0 })], { oneof: true }),
      value: "a",
    },
  };
  for (const [name, { desc, value, unset = false }] of Object.entries(cases)) {
    const json = { value } as JsonObject;
    it(`leaves to the library what that accepts: ${name}`, () => {
      expect(isValid(desc, json)).toBe(true);
      expect(isSurelyValid(desc, fromJson(desc, json))).toBe(false);
    });
    it(`${unset ? "accepts" : "leaves to the library also"} a field that is not set: ${name}`, () => {
      expect(isSurelyValid(desc, create(desc))).toBe(unset);
    });
  }
});

describe("isSurelyValid() of messages inside of their own type", () => {
  const desc = typeOf([
    ruled(twoAtMost),
    { ...ruled({}), name: "child", jsonName: "child", number: 2, ...messageOf(".Test") },
  ]);
  const chain = (depth: number, value: string): JsonObject =>
    depth === 0 ? { value } : { value: "a", child: chain(depth - 1, value) };
  for (const depth of [0, 1, 2, 50]) {
    it(`sees what is ${depth} deep`, () => {
      expect(isSurelyValid(desc, fromJson(desc, chain(depth, "a")))).toBe(true);
      expect(isSurelyValid(desc, fromJson(desc, chain(depth, "abc")))).toBe(false);
    });
  }
});
