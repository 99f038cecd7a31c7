import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { BinaryCursor } from "./cursor.ts";
import { BinaryField } from "./field.ts";
import { rememberPlans } from "./plans.ts";

/** Reads a message from its bytes; `undefined` when they are not as most clients write them. Throws nothing. */
export type BinaryMessageReader = (data: Uint8Array) => Message | undefined;

/** How deep messages may be in each other. */
const maxDepth = 20;

/**
 * A fast reader for protobuf as clients write it. Gives the very message that `fromBinary()` gives, or `undefined`:
 * then `fromBinary()` has to read it, which takes everything else that is allowed, and says what is wrong.
 *
 * What it leaves: fields it does not know, and those that are not plain (`field.ts`); a message that is there
 * twice, because its parts are put together then; messages of proto2; wrong wire types, groups, bytes that end early;
 * text that is not UTF-8; varints that are longer than their type needs; what is nested too deep.
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
  readonly typeName: string;
  /** Whether its messages are plain objects. Those of proto2 have a prototype with the zero values, and are left. */
  readonly isPlain: boolean;
  /** The fields by their numbers. */
  readonly fields: readonly (FieldPlan | undefined)[];
  /** What a message is made of: what each has, as `create()` makes it, and then what only some have. */
  readonly members: readonly Member[];
  /** The members' values in a message that nothing is read for. */
  readonly zeros: readonly unknown[];
}

class FieldPlan extends BinaryField {
  /** The place of the field, or of its oneof, among the members. */
  readonly slot: number;
  /** How its message is read; found out when the first is read, because a message may hold its own type. */
  nested: MessagePlan | undefined = undefined;

  constructor(desc: DescField, members: readonly Member[]) {
    super(desc);
    const name = this.oneofName ?? this.localName;
    this.slot = members.findIndex((member) => member.name === name);
  }
}

interface Member {
  readonly name: string;
  readonly kind: MemberKind;
}

/** Those that each message has an object of its own for, and the others. */
type MemberKind = "list" | "map" | "oneof" | "field";

/** A field with a higher number is left to the library, lest a table has more holes than fields. */
const maxFieldNumber = 1000;

const planOf = rememberPlans(createPlan);

function createPlan(desc: DescMessage): MessagePlan {
  // Generated messages are plain objects.
  const empty = create(desc) as unknown as Readonly<Record<string, unknown>>;
  const inOrder = desc.members.map((member) => ({ name: member.localName, kind: kindOf(member) }));
  const members = [
    ...inOrder.filter(({ name }) => Object.hasOwn(empty, name)),
    ...inOrder.filter(({ name }) => !Object.hasOwn(empty, name)),
  ];
  const zeros = members.map(({ name, kind }) => (kind === "field" ? empty[name] : undefined));
  const isPlain = Object.getPrototypeOf(empty) === Object.prototype;
  return { typeName: desc.typeName, isPlain, fields: createFieldPlans(desc, members), members, zeros };
}

function kindOf(member: DescMessage["members"][number]): MemberKind {
  if (member.kind === "oneof") return "oneof";
  return member.fieldKind === "list" || member.fieldKind === "map" ? member.fieldKind : "field";
}

function createFieldPlans(desc: DescMessage, members: readonly Member[]): readonly (FieldPlan | undefined)[] {
  const numbered = desc.fields.filter(({ number }) => number <= maxFieldNumber);
  const size = Math.max(0, ...numbered.map(({ number }) => number)) + 1;
  const fields = new Array<FieldPlan | undefined>(size).fill(undefined);
  for (const desc of numbered) {
    const field = new FieldPlan(desc, members);
    if (field.isPlain) fields[desc.number] = field;
  }
  return fields;
}

/** The message from the cursor's place to its end. */
function readFields(plan: MessagePlan, depthLeft: number): Message | undefined {
  if (!plan.isPlain) return undefined;
  // To set a property by its name is the dearest of all there is to do, so that it is done once for each.
  const slots = plan.zeros.slice();
  while (cursor.pos < cursor.end) {
    const tag = cursor.uint32();
    const field = tag === undefined ? undefined : plan.fields[tag >>> 3];
    if (field === undefined) return undefined;
    if (tag === field.tag) {
      const value = field.message === undefined ? readScalar(field) : readNested(field, field.message, depthLeft);
      if (value === undefined || !setSlot(slots, field, value)) return undefined;
    } else if (tag !== field.packedTag || !readPacked(slots, field)) {
      return undefined;
    }
  }
  return createMessage(plan, slots);
}

/** False for a message that is there already. */
function setSlot(slots: unknown[], field: FieldPlan, value: unknown): boolean {
  const { slot } = field;
  if (field.isList) {
    listOf(slots, slot).push(value);
    return true;
  }
  if (field.oneofName !== undefined) {
    // Only oneofs are put there.
    const oneof = slots[slot] as { readonly case: string } | undefined;
    if (field.message !== undefined && oneof?.case === field.localName) return false;
    slots[slot] = { case: field.localName, value };
    return true;
  }
  if (field.message !== undefined && slots[slot] !== undefined) return false;
  slots[slot] = value;
  return true;
}

function listOf(slots: unknown[], slot: number): unknown[] {
  slots[slot] ??= [];
  // Only lists are put there.
  return slots[slot] as unknown[];
}

/** What `create()` would give with these values, in the same order, so that both are of one hidden class. */
function createMessage({ typeName, members }: MessagePlan, slots: readonly unknown[]): Message {
  const message: Message & Record<string, unknown> = { $typeName: typeName };
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    if (member === undefined) break;
    const value = slots[i] ?? zeroOf(member.kind);
    if (value !== undefined) message[member.name] = value;
  }
  return message;
}

function zeroOf(kind: MemberKind): unknown {
  switch (kind) {
    case "list":
      return [];
    case "map":
      return {};
    case "oneof":
      return { case: undefined };
    case "field":
      return undefined;
  }
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

function readPacked(slots: unknown[], field: FieldPlan): boolean {
  const start = cursor.takeDelimited();
  if (start === undefined) return false;
  const { end } = cursor;
  cursor.end = cursor.pos;
  cursor.pos = start;
  const list = listOf(slots, field.slot);
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
