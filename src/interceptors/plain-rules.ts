import {
  type DescField,
  type DescMessage,
  type DescOneof,
  getOption,
  isFieldSet,
  isMessage,
  type Message,
} from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import {
  type FieldRules,
  FieldRulesSchema,
  field as fieldExtension,
  Ignore,
  OneofRulesSchema,
  oneof as oneofExtension,
  RepeatedRulesSchema,
} from "../../gen/buf/validate/validate_pb.ts";
import { askLibrary, type Check, compileValueRules, saysOnly } from "./plain-value-rules.ts";

/**
 * Whether a message surely breaks none of the `buf.validate` rules of its proto, found out without the library, at a
 * small part of its price.
 *
 * - `true`: the library accepts it.
 * - `false`: ask the library, which may accept it still. A rule that is not known here gives `false` wherever it
 *   applies, and so do rare values under known rules. What is refused, and with which words, is the library's alone.
 *
 * The rules of a type are compiled for its first message, so that a start does not pay for types that nobody sends.
 */
export const isSurelyValid = (desc: DescMessage, message: Message): boolean => checkOf(desc)(message);

const checks = new Map<DescMessage, Check>();

function checkOf(desc: DescMessage): Check {
  const known = checks.get(desc);
  if (known !== undefined) return known;
  let members: readonly MemberCheck[] = [askLibrary];
  const check: Check = (message) => {
    if (!isMessage(message, desc)) return false;
    for (const holds of members) if (!holds(message)) return false;
    return true;
  };
  // Kept before the members are compiled, because they may be of this type themselves.
  checks.set(desc, check);
  members = compileMembers(desc);
  return check;
}

/** The rules of one field or oneof, applied to the message it is in. */
type MemberCheck = (message: Message) => boolean;

function compileMembers(desc: DescMessage): readonly MemberCheck[] {
  // Our copy of validate.proto has no rules of messages; their extension has the same number as that of fields.
  if (desc.proto.options?.$unknown?.some(({ no }) => no === fieldExtension.number)) return [askLibrary];
  return desc.members
    .map((member) => (member.kind === "oneof" ? compileOneof(member) : compileField(member)))
    .filter((check) => check !== undefined);
}

/** `undefined`, here and below, when there is nothing to check. */
function compileField(field: DescField): MemberCheck | undefined {
  const rules = getOption(field, fieldExtension);
  const { required, ignore } = rules;
  const { localName } = field;
  const check = compileFieldRules(field, rules);
  const alwaysApplies = field.presence === FeatureSet_FieldPresence.IMPLICIT && ignore === Ignore.UNSPECIFIED;
  if (alwaysApplies && !required) return check && ((message) => check(read(message, localName)));
  if (check === undefined) return required ? (message) => isFieldSet(message, field) : undefined;
  return (message) => {
    const value = read(message, localName);
    // A first look that spares most of the second: fields with presence are mostly `undefined` when they are not set.
    return value !== undefined && isFieldSet(message, field) ? check(value) : !required;
  };
}

function compileOneof(oneof: DescOneof): MemberCheck | undefined {
  const rules = getOption(oneof, oneofExtension);
  if (!saysOnly(OneofRulesSchema, rules, ["required"])) return askLibrary;
  const fields = oneof.fields.map((field) => ({ field, rules: getOption(field, fieldExtension) }));
  // Such a field takes the choice away that a oneof is for.
  if (fields.some(({ rules }) => rules.required)) return askLibrary;
  const byCase = new Map(
    fields.map(({ field, rules }) => [field.localName, compileFieldRules(field, rules) ?? accept] as const),
  );
  const { required } = rules;
  if (!required && [...byCase.values()].every((check) => check === accept)) return undefined;
  const { localName } = oneof;
  return (message) => {
    // protobuf-es has every oneof as such an object, also when none of its fields is set.
    const chosen = read(message, localName) as { readonly case: string | undefined; readonly value?: unknown };
    if (chosen.case === undefined) return !required;
    return byCase.get(chosen.case)?.(chosen.value) ?? false;
  };
}

const accept: Check = () => true;

/** protobuf-es has fields and oneofs as properties, of which the type of all messages says nothing. */
const read = (message: Message, localName: string): unknown =>
  (message as unknown as Readonly<Record<string, unknown>>)[localName];

/** What holds for the value of a field that is set, or whose rules apply always. */
function compileFieldRules(field: DescField, rules: FieldRules): Check | undefined {
  if (!saysOnly(FieldRulesSchema, rules, ["required", "ignore", ...valueRuleNames, "repeated"])) return askLibrary;
  switch (field.fieldKind) {
    case "list":
      return compileList(field, rules);
    case "map":
      return rules.type.case === undefined && field.mapKind !== "message" ? undefined : askLibrary;
    default:
      return compileValue(field, rules);
  }
}

const valueRuleNames = ["bool", "string", "bytes", "enum"];

function compileList(field: DescField, { type }: FieldRules): Check | undefined {
  if (type.case === undefined) return compileItems(compileValue(field, undefined));
  if (type.case !== "repeated" || !saysOnly(RepeatedRulesSchema, type.value, ["min_items", "max_items", "items"])) {
    return askLibrary;
  }
  const { items } = type.value;
  if (items !== undefined && !saysOnly(FieldRulesSchema, items, valueRuleNames)) return askLibrary;
  const minItems = Number(type.value.minItems);
  const maxItems = isFieldSet(type.value, RepeatedRulesSchema.field.maxItems) ? Number(type.value.maxItems) : Infinity;
  return compileItems(compileValue(field, items), minItems, maxItems);
}

function compileItems(check: Check | undefined, minItems = 0, maxItems = Infinity): Check | undefined {
  if (check === undefined && minItems === 0 && maxItems === Infinity) return undefined;
  return (list) => {
    if (!Array.isArray(list) || list.length < minItems || list.length > maxItems) return false;
    if (check !== undefined) for (const item of list) if (!check(item)) return false;
    return true;
  };
}

/** What holds for the value of a singular field, or for an item of a list. */
function compileValue({ message, enum: descEnum }: DescField, rules: FieldRules | undefined): Check | undefined {
  if (message == null) return rules && compileValueRules(rules.type, descEnum);
  if (rules !== undefined && rules.type.case !== undefined) return askLibrary;
  // They have no rules inside, and some have another form in memory: wrappers are their values, a Struct is its JSON.
  return message.typeName.startsWith("google.protobuf.") ? undefined : checkOf(message);
}
