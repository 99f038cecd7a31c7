import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { fieldPathMaxNames, findField, findInnerMessage, formatFieldPath } from "./field-path.ts";
import { type FieldText, type FieldValue, findFieldText, getScalarText } from "./field-text.ts";
import { createInvalidArgument, quoteInput } from "./invalid-argument.ts";
import { parseQuery, type QueryParameter } from "./query-string.ts";

/** What to do with a query key that a request has no use for. */
export type QueryKeyPolicy = "ignore" | "reject";

/** How strictly query keys are taken. */
export interface QueryOptions {
  /** Keys that name no field. */
  readonly unknownKeys: QueryKeyPolicy;
  /** Keys that name a field which the path or the body binds, or something inside such a field. */
  readonly boundKeys: QueryKeyPolicy;
  /** Whether `True` and `FALSE` are booleans, too: Python's clients write them so. Default: false. */
  readonly ignoreBooleanCase?: boolean;
}

/** Sets the fields that a raw query string names. */
export type QueryBinder = (message: Message, rawQuery: string) => void;

/** Where a query key leads. */
interface Target {
  readonly fields: readonly DescField[];
  readonly mapKey: string | undefined;
}

interface Binding {
  readonly root: ReflectMessage;
  readonly seen: Set<string>;
  readonly key: string;
  readonly value: string;
  readonly ignoreBooleanCase: boolean;
}

/**
 * A binder for the fields of a message that neither the path nor the body binds.
 *
 * - A key is a dotted path of field names in either spelling; `map[key]` names an entry of a map.
 * - A repeated field takes every value its key is given, in order, behind those it has. A singular field, or an entry
 *   of a map, takes one; a second value is an error, and so is a second member of a oneof.
 * - Key and value become what `findFieldText()` describes.
 *
 * The binder throws InvalidArgument for everything that does not fit; it never guesses. Names are looked up among the
 * fields of the descriptors only, so no key reaches a property of an object that is not a field.
 *
 * @param bound Field paths, in proto names, that the path and the body bind.
 */
export function createQueryBinder(desc: DescMessage, bound: ReadonlySet<string>, options: QueryOptions): QueryBinder {
  const { ignoreBooleanCase = false } = options;
  return function bindQuery(message, rawQuery) {
    const root = reflect(desc, message);
    const seen = new Set<string>();
    for (const { key, value } of getParameters(rawQuery)) {
      const target = findTarget(desc, key, bound, options);
      if (target !== undefined) bindTarget(target, { root, seen, key, value, ignoreBooleanCase });
    }
  };
}

function getParameters(rawQuery: string): readonly QueryParameter[] {
  const parameters = parseQuery(rawQuery);
  if ("kind" in parameters) {
    throw createInvalidArgument(`the parameter ${quoteInput(parameters.text)} is not percent-encoded UTF-8`);
  }
  return parameters;
}

function findTarget(
  desc: DescMessage,
  key: string,
  bound: ReadonlySet<string>,
  options: QueryOptions,
): Target | undefined {
  const { path, mapKey } = splitKey(key);
  const names = path.split(".", fieldPathMaxNames + 1);
  const fields: DescField[] = [];
  let parent: DescMessage | undefined = desc;
  for (const name of names) {
    // An unknown name is reported before a field that cannot have names inside, so that "ignore" means every such key.
    if (parent === undefined) throw fail(key, `${describe(fields)} has no fields that a query could name`);
    const field = findField(parent, name);
    if (field === undefined) return skip(key, options.unknownKeys, "names no field of the request");
    fields.push(field);
    if (bound.size > 0 && bound.has(formatFieldPath(fields))) {
      return skip(key, options.boundKeys, "names a field that the path or the body of the request sets");
    }
    parent = findInnerMessage(field);
  }
  if (names.length > fieldPathMaxNames) throw fail(key, `more than ${fieldPathMaxNames} names in one key`);
  return { fields, mapKey };
}

function splitKey(key: string): { path: string; mapKey: string | undefined } {
  const bracket = key.indexOf("[");
  if (bracket === -1) return { path: key, mapKey: undefined };
  if (!key.endsWith("]")) throw fail(key, 'expected "]" at the end');
  return { path: key.slice(0, bracket), mapKey: key.slice(bracket + 1, -1) };
}

function skip(key: string, policy: QueryKeyPolicy, reason: string): undefined {
  if (policy === "reject") throw fail(key, reason);
  return undefined;
}

function bindTarget(target: Target, binding: Binding): void {
  const { fields, mapKey } = target;
  const field = fields.at(-1);
  if (field === undefined) return;
  if (field.fieldKind !== "map" && mapKey !== undefined) throw fail(binding.key, `${describe(fields)} is not a map`);
  const text = findFieldText(field);
  if (text === undefined) throw fail(binding.key, `${describe(fields)} cannot be set as a whole`);
  switch (field.fieldKind) {
    case "list":
      openParent(fields, binding).get(field).add(parseValue(text, binding));
      break;
    case "map":
      bindMapEntry(field, mapKey, text, fields, binding);
      break;
    default: {
      markSeen(formatFieldPath(fields), binding);
      const parent = openParent(fields, binding);
      assertOneofFree(parent, field, binding);
      parent.set(field, parseValue(text, binding));
    }
  }
}

function bindMapEntry(
  field: DescField & { fieldKind: "map" },
  mapKey: string | undefined,
  text: FieldText,
  fields: readonly DescField[],
  binding: Binding,
): void {
  if (mapKey === undefined) throw fail(binding.key, `a map takes its entries as ${quoteInput(`${binding.key}[key]`)}`);
  // Maps are plain objects, in which this key would set the prototype.
  if (mapKey === "__proto__") throw fail(binding.key, "this map key is not allowed");
  const keyText = getScalarText(field.mapKey);
  const key = keyText.parse(mapKey);
  if (key === undefined) throw fail(binding.key, `the map key is not ${keyText.expected}`);
  markSeen(`${formatFieldPath(fields)}[${key}]`, binding);
  openParent(fields, binding).get(field).set(key, parseValue(text, binding));
}

/** The message that holds the last field. Messages on the way there are created, unless a oneof is set otherwise. */
function openParent(fields: readonly DescField[], binding: Binding): ReflectMessage {
  let current = binding.root;
  for (const field of fields.slice(0, -1)) {
    if (field.fieldKind !== "message") throw fail(binding.key, `${field.name} is not a message`);
    if (!current.isSet(field)) {
      assertOneofFree(current, field, binding);
      current.set(field, reflect(field.message));
    }
    current = current.get(field);
  }
  return current;
}

function assertOneofFree(parent: ReflectMessage, field: DescField, binding: Binding): void {
  if (field.oneof === undefined) return;
  const other = parent.oneofCase(field.oneof);
  if (other === undefined || other === field) return;
  throw fail(binding.key, `only one of ${field.oneof.fields.map((f) => f.name).join(", ")} can be set`);
}

function markSeen(path: string, binding: Binding): void {
  if (binding.seen.has(path)) throw fail(binding.key, "given more than once");
  binding.seen.add(path);
}

function parseValue(text: FieldText, binding: Binding): FieldValue {
  const value = text.parse(binding.value) ?? parseBooleanOfAnyCase(text, binding);
  if (value === undefined) throw fail(binding.key, `expected ${text.expected}, got ${quoteInput(binding.value)}`);
  return value;
}

/** Numbers and texts fit as they are or not at all; only a boolean can fit in lower case and in no other. */
function parseBooleanOfAnyCase(text: FieldText, { value, ignoreBooleanCase }: Binding): boolean | undefined {
  if (!ignoreBooleanCase) return undefined;
  const lower = text.parse(value.toLowerCase());
  return typeof lower === "boolean" ? lower : undefined;
}

function describe(fields: readonly DescField[]): string {
  return quoteInput(formatFieldPath(fields));
}

function fail(key: string, reason: string): Error {
  return createInvalidArgument(`invalid parameter ${quoteInput(key)}: ${reason}`);
}
