import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { BinaryField, noTag } from "./field.ts";
import { rememberPlans } from "./plans.ts";
import { writeScalar } from "./scalar-writer.ts";
import { BinarySink } from "./sink.ts";

/**
 * The bytes of a message; `undefined` when something in it is out of the ordinary.
 *
 * @param roomBytes How many bytes to leave in front of it, for whoever puts something there. Default: none.
 */
export type BinaryMessageWriter = (message: Message, roomBytes?: number) => Buffer | undefined;

/** How deep messages may be in each other. */
const maxDepth = 20;

/**
 * A fast writer of the very bytes that `toBinary()` gives, or `undefined`: then `toBinary()` has to write the message,
 * which takes everything else that is allowed, and says what is wrong.
 *
 * What it leaves: unknown fields and extensions; fields that are not plain (`field.ts`) and have a value; values
 * that are not of the field's type, or beyond its range; halves of surrogate pairs; what is nested too deep.
 *
 * What can be found out from the descriptor is found out when the first message is written.
 */
export function createBinaryMessageWriter(desc: DescMessage): BinaryMessageWriter {
  let plan: MessagePlan | undefined;
  return function writeMessage(message, roomBytes = 0) {
    plan ??= planOf(desc);
    sink.open(roomBytes);
    return writeFields(plan, message, maxDepth) ? sink.finish() : undefined;
  };
}

/** Writing is synchronous, so that one place is enough for all. */
const sink = new BinarySink();

interface MessagePlan {
  readonly typeName: string;
  /** By their numbers, which is the order they are written in. */
  readonly fields: readonly FieldPlan[];
}

class FieldPlan extends BinaryField {
  readonly presence: Presence;
  /** How its message is written; found out when the first is, because a message may hold its own type. */
  nested: MessagePlan | undefined = undefined;

  constructor(desc: DescField) {
    super(desc);
    this.presence = presenceOf(desc, this);
  }
}

/** When a field is written, and whether with a tag for each of its values or for all of them. */
type Presence = "implicit" | "explicit" | "member" | "list" | "packed" | LeftPresence;

/** When a field that is left to the library has nothing to be written: a required one always has. */
type LeftPresence = "left" | "left-member" | "left-items" | "required";

const planOf = rememberPlans(createPlan);

function createPlan(desc: DescMessage): MessagePlan {
  const fields = [...desc.fields].sort((a, b) => a.number - b.number);
  return { typeName: desc.typeName, fields: fields.map((field) => new FieldPlan(field)) };
}

function presenceOf(desc: DescField, { isPlain, isList, oneofName, packedTag }: BinaryField): Presence {
  if (!isPlain) return leftPresenceOf(desc);
  if (isList) return desc.fieldKind === "list" && desc.packed && packedTag !== noTag ? "packed" : "list";
  if (oneofName !== undefined) return "member";
  return desc.presence === FeatureSet_FieldPresence.IMPLICIT ? "implicit" : "explicit";
}

function leftPresenceOf(desc: DescField): LeftPresence {
  if (desc.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) return "required";
  if (desc.fieldKind === "list" || desc.fieldKind === "map") return "left-items";
  return desc.oneof === undefined ? "left" : "left-member";
}

/** False for what is left to the library. */
function writeFields(plan: MessagePlan, message: Message, depthLeft: number): boolean {
  if (message.$typeName !== plan.typeName || message.$unknown !== undefined || depthLeft === 0) return false;
  // Generated messages are plain objects.
  const fields = message as unknown as Fields;
  for (const field of plan.fields) {
    if (!writeField(field, fields, depthLeft)) return false;
  }
  return true;
}

/** A message as it is in memory: its fields under their local names. */
type Fields = Readonly<Record<string, unknown>>;

function writeField(field: FieldPlan, fields: Fields, depthLeft: number): boolean {
  const { localName } = field;
  switch (field.presence) {
    case "implicit": {
      const value = fields[localName];
      return isZero(field, value) || writeTagged(field, value, depthLeft);
    }
    case "explicit": {
      const value = fields[localName];
      return value === undefined || !Object.hasOwn(fields, localName) || writeTagged(field, value, depthLeft);
    }
    case "member": {
      const oneof = oneofOf(field, fields);
      return oneof !== undefined && (oneof.case !== localName || writeTagged(field, oneof.value, depthLeft));
    }
    case "list":
      return writeList(field, fields[localName], depthLeft);
    case "packed":
      return writePacked(field, fields[localName]);
    case "left":
      return fields[localName] === undefined || !Object.hasOwn(fields, localName);
    case "left-member": {
      const oneof = oneofOf(field, fields);
      return oneof !== undefined && oneof.case !== localName;
    }
    case "left-items":
      return isEmpty(fields[localName]);
    case "required":
      return false;
  }
}

function isZero({ scalar, longAsString }: FieldPlan, value: unknown): boolean {
  switch (scalar) {
    case "string":
      return value === "";
    case "bool":
      return value === false;
    case "bytes":
      return value instanceof Uint8Array && value.byteLength === 0;
    case "float":
    case "double":
      // A negative zero is a value.
      return Object.is(value, 0);
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return value === 0n || (longAsString && value === "0");
    default:
      return value === 0;
  }
}

/** A oneof is held as its case and value; `undefined` for something else. */
function oneofOf({ oneofName }: FieldPlan, fields: Fields): Oneof | undefined {
  const oneof = oneofName === undefined ? undefined : fields[oneofName];
  return typeof oneof === "object" && oneof !== null ? (oneof as Oneof) : undefined;
}

interface Oneof {
  readonly case?: unknown;
  readonly value?: unknown;
}

const isEmpty = (items: unknown): boolean =>
  typeof items === "object" && items !== null && Object.keys(items).length === 0;

function writeList(field: FieldPlan, list: unknown, depthLeft: number): boolean {
  if (!Array.isArray(list)) return false;
  for (let i = 0; i < list.length; i++) {
    if (!writeTagged(field, list[i], depthLeft)) return false;
  }
  return true;
}

function writePacked(field: FieldPlan, list: unknown): boolean {
  if (!Array.isArray(list)) return false;
  if (list.length === 0) return true;
  sink.uint32(field.packedTag);
  const start = sink.beginDelimited();
  for (let i = 0; i < list.length; i++) {
    if (!writeScalar(sink, field, list[i])) return false;
  }
  sink.endDelimited(start);
  return true;
}

function writeTagged(field: FieldPlan, value: unknown, depthLeft: number): boolean {
  sink.uint32(field.tag);
  return field.message === undefined
    ? writeScalar(sink, field, value)
    : writeNested(field, field.message, value, depthLeft);
}

function writeNested(field: FieldPlan, desc: DescMessage, value: unknown, depthLeft: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  field.nested ??= planOf(desc);
  const start = sink.beginDelimited();
  // Whether it is a message of this type is looked at next.
  if (!writeFields(field.nested, value as Message, depthLeft - 1)) return false;
  sink.endDelimited(start);
  return true;
}
