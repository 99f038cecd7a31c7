import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import { BinaryCursor } from "./binary-cursor.ts";
import { BinaryField } from "./binary-field.ts";

/** Reads a message from its bytes; `undefined` when they are not as most clients write them. Throws nothing. */
export type BinaryMessageReader = (data: Uint8Array) => Message | undefined;

/** How deep messages may be in each other. */
const maxDepth = 20;

/**
 * A fast reader for protobuf as clients write it. Gives the very message that `fromBinary()` gives, or `undefined`: then
 * `fromBinary()` has to read it, which takes everything else that is allowed, and says what is wrong.
 *
 * What it leaves: fields it does not know, and those that are not plain (`binary-field.ts`); a message that is there twice,
 * because its parts are to be put together; wrong wire types, groups and bytes that end early; text that is not UTF-8;
 * varints that are longer than they need to be; what is nested too deep.
 *
 * What can be found out from the descriptor is found out when the first message is read.
 */
export function createBinaryMessageReader(desc: DescMessage): BinaryMessageReader {
  let plan: MessagePlan | undefined;
  return function readMessage(data) {
    plan ??= planOf(desc);
    cursor.open(data);
    const message = readFields(plan, maxDepth);
    cursor.close();
    return message;
  };
}

/** Reading is synchronous, so that one place is enough for all. */
const cursor = new BinaryCursor();

interface MessagePlan {
  readonly desc: DescMessage;
  /** The fields by their numbers. */
  readonly fields: readonly (FieldPlan | undefined)[];
}

class FieldPlan extends BinaryField {
  /** How its message is read; found out when the first is read, because a message may hold its own type. */
  nested: MessagePlan | undefined = undefined;
}

/** A field with a higher number is left to the library, lest a table has more holes than fields. */
const maxFieldNumber = 1000;

/** Types that are in the answers of many RPCs have one plan. */
const plans = new WeakMap<DescMessage, MessagePlan>();

function planOf(desc: DescMessage): MessagePlan {
  const plan = plans.get(desc) ?? createPlan(desc);
  plans.set(desc, plan);
  return plan;
}

function createPlan(desc: DescMessage): MessagePlan {
  const numbered = desc.fields.filter(({ number }) => number <= maxFieldNumber);
  const size = Math.max(0, ...numbered.map(({ number }) => number)) + 1;
  const fields = new Array<FieldPlan | undefined>(size).fill(undefined);
  for (const desc of numbered) {
    const field = new FieldPlan(desc);
    if (field.isPlain) fields[desc.number] = field;
  }
  return { desc, fields };
}

/** The message from the cursor's place to its end. */
function readFields(plan: MessagePlan, depthLeft: number): Message | undefined {
  const message = create(plan.desc);
  // Generated messages are plain objects.
  const fields = message as unknown as Record<string, unknown>;
  while (cursor.pos < cursor.end) {
    const tag = cursor.uint32();
    const field = tag === undefined ? undefined : plan.fields[tag >>> 3];
    if (field === undefined) return undefined;
    if (tag === field.tag) {
      const value = field.message === undefined ? readScalar(field) : readNested(field, field.message, depthLeft);
      if (value === undefined || !setField(fields, field, value)) return undefined;
    } else if (tag !== field.packedTag || !readPacked(fields, field)) {
      return undefined;
    }
  }
  return message;
}

/** False for a message that is there already. */
function setField(fields: Record<string, unknown>, field: FieldPlan, value: unknown): boolean {
  const { localName, oneofName } = field;
  if (field.isList) {
    // create() makes the list.
    (fields[localName] as unknown[]).push(value);
    return true;
  }
  if (oneofName !== undefined) {
    // create() makes the oneof.
    const oneof = fields[oneofName] as { readonly case: string | undefined };
    if (field.message !== undefined && oneof.case === localName) return false;
    fields[oneofName] = { case: localName, value };
    return true;
  }
  if (field.message !== undefined && fields[localName] !== undefined) return false;
  fields[localName] = value;
  return true;
}

function readNested(field: FieldPlan, desc: DescMessage, depthLeft: number): Message | undefined {
  const start = cursor.takeDelimited();
  if (start === undefined || depthLeft === 1) return undefined;
  const { end } = cursor;
  cursor.end = cursor.pos;
  cursor.pos = start;
  field.nested ??= planOf(desc);
  const message = readFields(field.nested, depthLeft - 1);
  cursor.end = end;
  return message;
}

function readPacked(fields: Record<string, unknown>, field: FieldPlan): boolean {
  const start = cursor.takeDelimited();
  if (start === undefined) return false;
  const { end } = cursor;
  cursor.end = cursor.pos;
  cursor.pos = start;
  // create() makes the list.
  const list = fields[field.localName] as unknown[];
  while (cursor.pos < cursor.end) {
    const value = readScalar(field);
    if (value === undefined) return false;
    list.push(value);
  }
  cursor.end = end;
  return true;
}

function readScalar(field: FieldPlan): unknown {
  switch (field.scalar) {
    case "string":
      return cursor.string();
    case "bool":
      return cursor.bool();
    case "int32":
      return cursor.int32();
    case "uint32":
      return cursor.uint32();
    case "sint32":
      return cursor.sint32();
    case "fixed32":
      return cursor.fixed32();
    case "sfixed32":
      return cursor.sfixed32();
    case "float":
      return cursor.float();
    case "double":
      return cursor.double();
    case "bytes":
      return cursor.lengthDelimited();
    default: {
      const value = readLong(field.scalar);
      return field.longAsString && value !== undefined ? String(value) : value;
    }
  }
}

function readLong(scalar: BinaryField["scalar"]): bigint | undefined {
  switch (scalar) {
    case "int64":
      return cursor.int64();
    case "uint64":
      return cursor.uint64();
    case "sint64":
      return cursor.sint64();
    case "fixed64":
      return cursor.fixed64();
    case "sfixed64":
      return cursor.sfixed64();
    default:
      return undefined;
  }
}
