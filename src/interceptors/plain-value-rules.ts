import { type DescEnum, type DescMessage, isFieldSet, type Message } from "@bufbuild/protobuf";
import {
  BoolRulesSchema,
  type BytesRules,
  BytesRulesSchema,
  type EnumRules,
  EnumRulesSchema,
  type FieldRules,
  type StringRules,
  StringRulesSchema,
} from "../../gen/buf/validate/validate_pb.ts";

/** Whether a value surely breaks no rule; `false` when the library has to say. */
export type Check = (value: unknown) => boolean;

/** The check of rules that are not known here. */
export const askLibrary: Check = () => false;

/**
 * Whether no other than the named rules are set: none that our copy of validate.proto has beside them, and none that it
 * does not have. Names are those of the proto.
 */
export const saysOnly = (schema: DescMessage, rules: Message, names: readonly string[]): boolean =>
  (rules.$unknown ?? []).length === 0 &&
  schema.fields.every((field) => names.includes(field.name) || !isFieldSet(rules, field));

/** The check of a single value by the rules of its type; `undefined` when there is nothing to check. */
export function compileValueRules(type: FieldRules["type"], descEnum: DescEnum | undefined): Check | undefined {
  switch (type.case) {
    case undefined:
      return undefined;
    case "string":
      return compileString(type.value);
    case "bytes":
      return compileBytes(type.value);
    case "enum":
      return descEnum === undefined ? askLibrary : compileEnum(type.value, descEnum);
    case "bool": {
      const { value } = type;
      if (!saysOnly(BoolRulesSchema, value, ["const"])) return askLibrary;
      return isFieldSet(value, BoolRulesSchema.field.const) ? (found) => found === value.const : undefined;
    }
    default:
      return askLibrary;
  }
}

function compileString(rules: StringRules): Check {
  if (!saysOnly(StringRulesSchema, rules, ["min_len", "max_len", "prefix", "email"])) return askLibrary;
  const { prefix } = rules;
  const minLen = Number(rules.minLen);
  const maxLen = isFieldSet(rules, StringRulesSchema.field.maxLen) ? Number(rules.maxLen) : Infinity;
  const isEmail = rules.wellKnown.value === true;
  return (text) =>
    typeof text === "string" &&
    hasLength(text, minLen, maxLen) &&
    (prefix === "" || text.startsWith(prefix)) &&
    (!isEmail || isPlainEmail(text));
}

/** Lengths of texts are in characters of Unicode, of which JavaScript has those beyond the first 65536 as two. */
function hasLength(text: string, minLen: number, maxLen: number): boolean {
  const { length } = text;
  // There are at least half as many characters, so most texts need not be counted.
  if (length <= maxLen && length >= 2 * minLen - 1) return true;
  if (length < minLen || length > 2 * maxLen) return false;
  const count = countCharacters(text);
  return count >= minLen && count <= maxLen;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * An ordinary address: its length keeps every label of the host within 63 characters, and no label has a hyphen at an
 * end. Other addresses may be valid too.
 */
const isPlainEmail = (text: string): boolean => text.length <= 64 && plainEmail.test(text);

const plainEmail = /^[A-Za-z0-9._+-]+@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*$/;

function compileBytes(rules: BytesRules): Check {
  if (!saysOnly(BytesRulesSchema, rules, ["min_len", "max_len"])) return askLibrary;
  const minLen = Number(rules.minLen);
  const maxLen = isFieldSet(rules, BytesRulesSchema.field.maxLen) ? Number(rules.maxLen) : Infinity;
  return (bytes) => bytes instanceof Uint8Array && bytes.length >= minLen && bytes.length <= maxLen;
}

function compileEnum(rules: EnumRules, descEnum: DescEnum): Check {
  if (!saysOnly(EnumRulesSchema, rules, ["defined_only", "not_in"])) return askLibrary;
  const notIn = new Set(rules.notIn);
  if (!rules.definedOnly) return (number) => typeof number === "number" && !notIn.has(number);
  const allowed = new Set<unknown>(descEnum.values.map((value) => value.number).filter((number) => !notIn.has(number)));
  return (number) => allowed.has(number);
}
