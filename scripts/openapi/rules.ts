import { type DescField, type DescOneof, getOption, hasOption, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import {
  type FieldRules,
  FieldRulesSchema,
  field as fieldRules,
  Ignore,
  oneof as oneofRules,
} from "../../gen/buf/validate/validate_pb.ts";
import type { Schema } from "./schema.ts";

/** What the `buf.validate` rules of a field are in JSON Schema. */
export interface FieldConstraints {
  readonly keywords: Schema;
  /** Whether a request without the field is refused. */
  readonly isRequired: boolean;
  /** Numbers of an enum that are refused. */
  readonly refusedNumbers: readonly number[];
}

/** Anything goes. */
export const noConstraints: FieldConstraints = { keywords: {}, isRequired: false, refusedNumbers: [] };

interface Keyword {
  readonly keywords?: Schema;
  /** Whether the rule refuses the zero value, which is what a missing field of implicit presence has. */
  readonly refusesZero?: boolean;
  readonly refusedNumbers?: readonly number[];
}

/** Every rule that the protos use. Another one ends the generation, so that no document lacks it in silence. */
const keywordOf: Readonly<Record<string, (value: unknown) => Keyword>> = {
  "string.min_len": (value) => ({ keywords: { minLength: Number(value) }, refusesZero: Number(value) > 0 }),
  "string.max_len": (value) => ({ keywords: { maxLength: Number(value) } }),
  "string.prefix": (value) => ({ keywords: { pattern: `^${escapePattern(String(value))}` }, refusesZero: true }),
  "string.email": () => ({ keywords: { format: "email" }, refusesZero: true }),
  "bytes.min_len": (value) => ({ keywords: { minLength: base64Length(value) }, refusesZero: Number(value) > 0 }),
  "bytes.max_len": (value) => ({ keywords: { maxLength: base64Length(value) } }),
  "bool.const": (value) => ({ keywords: { const: value === true }, refusesZero: value === true }),
  "enum.defined_only": () => ({}),
  "enum.not_in": (value) => {
    const refusedNumbers = [...(value as Iterable<unknown>)].map(Number);
    return { refusedNumbers, refusesZero: refusedNumbers.includes(0) };
  },
  "repeated.min_items": (value) => ({ keywords: { minItems: Number(value) }, refusesZero: Number(value) > 0 }),
  "repeated.max_items": (value) => ({ keywords: { maxItems: Number(value) } }),
  "repeated.items": (value) => ({ keywords: { items: toKeywords(itemRules(value)).keywords ?? {} } }),
};

/** The constraints of a field; those of the items of a list stand in its keyword `items`. */
export function readFieldConstraints(field: DescField): FieldConstraints {
  if (!hasOption(field, fieldRules)) return noConstraints;
  const rules = getOption(field, fieldRules);
  const { keywords = {}, refusesZero = false, refusedNumbers = [] } = toKeywords(rules);
  const isImplicit = field.fieldKind === "list" || field.presence === FeatureSet_FieldPresence.IMPLICIT;
  const mayBeZero = rules.ignore === Ignore.IF_ZERO_VALUE;
  return { keywords, refusedNumbers, isRequired: rules.required || (isImplicit && refusesZero && !mayBeZero) };
}

/** Whether one field of a oneof has to be there. */
export const isOneofRequired = (oneof: DescOneof): boolean =>
  hasOption(oneof, oneofRules) && getOption(oneof, oneofRules).required;

function toKeywords(rules: FieldRules): Keyword {
  if (rules.type.case === undefined) return {};
  const { case: kind, value } = rules.type;
  const parts = listRules(value).map(([name, setTo]) => {
    const toKeyword = keywordOf[`${kind}.${name}`];
    if (toKeyword === undefined) throw new Error(`the rule ${kind}.${name} has no keyword in scripts/openapi/rules.ts`);
    return toKeyword(setTo);
  });
  return {
    keywords: Object.assign({}, ...parts.map(({ keywords }) => keywords)),
    refusesZero: parts.some(({ refusesZero }) => refusesZero === true),
    refusedNumbers: parts.flatMap(({ refusedNumbers = [] }) => refusedNumbers),
  };
}

/** The rules that are set, by their names. */
function listRules(rules: Message): readonly (readonly [string, unknown])[] {
  const schema = FieldRulesSchema.fields.find(({ message }) => message?.typeName === rules.$typeName)?.message;
  if (schema == null) throw new Error(`${rules.$typeName} is no kind of rule`);
  const root = reflect(schema, rules);
  return schema.fields.filter((rule) => root.isSet(rule)).map((rule) => [rule.name, root.get(rule)] as const);
}

/** In reflect() a message is wrapped. */
const itemRules = (value: unknown): FieldRules => (value as { readonly message: FieldRules }).message;

const base64Length = (bytes: unknown): number => Math.ceil(Number(bytes) / 3) * 4;

const escapePattern = (text: string): string => text.replace(/[$()*+./?[\\\]^{|}-]/g, "\\$&");
