import {
  create,
  type DescEnum,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";

/** Reads a message from its JSON; `undefined` when it is not in the form that most clients write. */
export type JsonMessageReader = (json: JsonValue) => JsonMessage | undefined;

/** What a {@link JsonMessageReader} has read. */
export interface JsonMessage {
  readonly message: Message;
  /** How many keys all objects of the JSON have: a text with more has one twice. */
  readonly keyCount: number;
}

/**
 * A fast reader for JSON as clients write it: each value in the first form that the proto3 mapping names, no key twice, no
 * unknown key, no null. Gives the very message that `fromJson()` gives, or `undefined`: then `fromJson()` has to read it,
 * which takes everything else that is allowed, and says what is wrong.
 *
 * @param maxDepth How many messages may be in each other.
 */
export function createJsonMessageReader(desc: DescMessage, maxDepth: number): JsonMessageReader {
  const readers = new Map<DescMessage, ReadFields>();
  // Asked for nested messages when the first of them is read, because a message may hold its own type.
  const readerOf = (nested: DescMessage): ReadFields => {
    const read = readers.get(nested) ?? createFieldsReader(nested, readerOf);
    readers.set(nested, read);
    return read;
  };
  const read = readerOf(desc);
  return function readMessage(json) {
    const reading: Reading = { keyCount: 0, depthLeft: maxDepth };
    const message = read(json, reading);
    return message === undefined ? undefined : { message, keyCount: reading.keyCount };
  };
}

/** The state of reading one document. */
interface Reading {
  keyCount: number;
  depthLeft: number;
}

type ReadFields = (json: JsonValue, reading: Reading) => Message | undefined;

/** The value of a field in memory; `undefined` for a form that is not read here. */
type ReadValue = (json: JsonValue, reading: Reading) => unknown;

/** Sets a field; false for a form that is not read here. */
type SetField = (fields: Record<string, unknown>, json: JsonValue, reading: Reading) => boolean;

type ReaderOf = (desc: DescMessage) => ReadFields;

function createFieldsReader(desc: DescMessage, readerOf: ReaderOf): ReadFields {
  if (hasCustomJsonRepresentation(desc)) return () => undefined;
  const setters = new Map<string, SetField>();
  for (const field of desc.fields) {
    const set = createSetter(field, readerOf);
    setters.set(field.name, set).set(field.jsonName, set);
  }
  return function readFields(json, reading) {
    if (!isObject(json) || reading.depthLeft === 0) return undefined;
    reading.depthLeft--;
    const message = create(desc);
    // Generated messages are plain objects.
    const fields = message as unknown as Record<string, unknown>;
    const seen: SetField[] = [];
    for (const key in json) {
      const value = json[key];
      const set = setters.get(key);
      if (set === undefined || value === undefined || value === null || seen.includes(set)) return undefined;
      seen.push(set);
      if (!set(fields, value, reading)) return undefined;
    }
    reading.keyCount += seen.length;
    reading.depthLeft++;
    return message;
  };
}

const isObject = (json: JsonValue): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

function createSetter(field: DescField, readerOf: ReaderOf): SetField {
  const { localName } = field;
  // Fields that are rare in requests, or not held as they are written.
  if (field.fieldKind === "map" || (field.message !== undefined && hasCustomJsonRepresentation(field.message))) {
    return () => false;
  }
  const readValue = createValueReader(field, readerOf);
  if (field.fieldKind === "list") return createListSetter(localName, readValue);
  if (field.oneof !== undefined) {
    const oneofName = field.oneof.localName;
    return function setMember(fields, json, reading) {
      const oneof = fields[oneofName] as { readonly case: string | undefined };
      const value = readValue(json, reading);
      // Two members of a oneof are an error of the caller.
      if (value === undefined || oneof.case !== undefined) return false;
      fields[oneofName] = { case: localName, value };
      return true;
    };
  }
  return function setSingular(fields, json, reading) {
    const value = readValue(json, reading);
    if (value === undefined) return false;
    fields[localName] = value;
    return true;
  };
}

function createListSetter(localName: string, readValue: ReadValue): SetField {
  return function setList(fields, json, reading) {
    if (!Array.isArray(json)) return false;
    const list: unknown[] = [];
    for (const item of json) {
      const value = item === null ? undefined : readValue(item, reading);
      if (value === undefined) return false;
      list.push(value);
    }
    fields[localName] = list;
    return true;
  };
}

function createValueReader(field: DescField, readerOf: ReaderOf): ReadValue {
  if (field.message !== undefined) {
    const { message } = field;
    let read: ReadFields | undefined;
    return function readNested(json, reading) {
      read ??= readerOf(message);
      return read(json, reading);
    };
  }
  if (field.enum !== undefined) return createEnumReader(field.enum);
  switch (field.scalar) {
    case ScalarType.STRING:
      return (json) => (typeof json === "string" && json.isWellFormed() ? json : undefined);
    case ScalarType.BOOL:
      return (json) => (typeof json === "boolean" ? json : undefined);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      // A negative zero is none of the values.
      return (json) => (typeof json === "number" && Object.is(json | 0, json) ? json : undefined);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return (json) => (typeof json === "number" && Object.is(json >>> 0, json) ? json : undefined);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return "longAsString" in field && field.longAsString ? () => undefined : readSafeWhole;
    default:
      return () => undefined;
  }
}

/** Numbers that fit every type of 64 bits, as most of them do. */
function readSafeWhole(json: JsonValue): bigint | undefined {
  if (typeof json === "string") return /^(?:0|[1-9]\d{0,17})$/.test(json) ? BigInt(json) : undefined;
  return typeof json === "number" && Number.isSafeInteger(json) && json >= 0 ? BigInt(json) : undefined;
}

function createEnumReader(desc: DescEnum): ReadValue {
  if (desc.typeName === "google.protobuf.NullValue") return () => undefined;
  const numbers = new Map(desc.values.map(({ name, number }) => [name, number]));
  return (json) => (typeof json === "string" ? numbers.get(json) : undefined);
}
