import {
  type DescField,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonReadOptions,
  type JsonValue,
  ScalarType,
} from "@bufbuild/protobuf";
import { hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";
import { findField } from "./field-path.ts";
import { findFieldText } from "./field-text.ts";
import { quoteInput } from "./invalid-argument.ts";

type ReadOptions = Partial<JsonReadOptions>;

const shownMaxLength = 60;

/**
 * Which value of a JSON document does not fit a message, for the person who wrote it: where it is, what was expected,
 * and what is there.
 *
 * For documents that `fromJson()` has refused. Its own texts name a descriptor but not the place in the document.
 */
export function describeJsonMisfit(desc: DescMessage, json: JsonValue, options: ReadOptions): string {
  return findMisfit(desc, json, "", options) ?? "the value does not fit the request";
}

function findMisfit(desc: DescMessage, json: JsonValue, path: string, options: ReadOptions): string | undefined {
  if (hasCustomJsonRepresentation(desc)) {
    return fits(desc, json, options) ? undefined : describe(path, describeMessage(desc), json);
  }
  if (!isObject(json)) return describe(path, "an object", json);
  for (const [key, value] of Object.entries(json)) {
    const at = path === "" ? key : `${path}.${key}`;
    const field = findField(desc, key);
    const misfit =
      field === undefined ? findUnknown(at, options) : findFieldMisfit(desc, field, key, value, at, options);
    if (misfit !== undefined) return misfit;
  }
  return findRepetition(desc, json, path);
}

function findUnknown(at: string, options: ReadOptions): string | undefined {
  return options.ignoreUnknownFields === true ? undefined : `${quoteInput(at)} names no field`;
}

function findFieldMisfit(
  desc: DescMessage,
  field: DescField,
  key: string,
  value: JsonValue,
  at: string,
  options: ReadOptions,
): string | undefined {
  if (value === null) return undefined;
  switch (field.fieldKind) {
    case "list":
      if (!Array.isArray(value)) return describe(at, "a list", value);
      return findFirst(value.entries(), ([index, item]) =>
        findItemMisfit(desc, field, { [key]: [item] }, item, `${at}[${index}]`, options),
      );
    case "map":
      if (!isObject(value)) return describe(at, "an object", value);
      return findFirst(Object.entries(value).values(), ([entry, item]) =>
        findItemMisfit(desc, field, { [key]: { [entry]: item } }, item, `${at}[${quoteInput(entry)}]`, options),
      );
    default:
      return findItemMisfit(desc, field, { [key]: value }, value, at, options);
  }
}

/** Looks at one value of a field. `alone` is a document that holds nothing else. */
function findItemMisfit(
  desc: DescMessage,
  field: DescField,
  alone: JsonObject,
  value: JsonValue,
  at: string,
  options: ReadOptions,
): string | undefined {
  if (field.message !== undefined && value !== null) return findMisfit(field.message, value, at, options);
  return fits(desc, alone, options) ? undefined : describe(at, describeField(field), value);
}

function findRepetition(desc: DescMessage, json: JsonObject, path: string): string | undefined {
  const place = path === "" ? "" : ` in ${quoteInput(path)}`;
  const seen = new Set<DescField>();
  const oneofs = new Map<string, string>();
  for (const [key, value] of Object.entries(json)) {
    const field = findField(desc, key);
    if (field === undefined) continue;
    if (seen.has(field)) return `${quoteInput(key)} is there twice${place}, in both spellings`;
    seen.add(field);
    if (field.oneof === undefined || value === null) continue;
    const other = oneofs.get(field.oneof.name);
    if (other !== undefined) return `only one of ${quoteInput(other)} and ${quoteInput(key)} can be set${place}`;
    oneofs.set(field.oneof.name, key);
  }
  return undefined;
}

function fits(desc: DescMessage, json: JsonValue, options: ReadOptions): boolean {
  try {
    fromJson(desc, json, options);
    return true;
  } catch {
    return false;
  }
}

function findFirst<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function describe(path: string, expected: string, value: JsonValue): string {
  return `${path === "" ? "" : `${quoteInput(path)}: `}expected ${expected}, got ${show(expected, value)}`;
}

/**
 * What came. A text, and what stands in the place of one, of an object or of a list, is named by its kind alone: it may
 * be a password, which belongs into no answer.
 */
function show(expected: string, value: JsonValue): string {
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  if (value === null || !/^(a string|an object|a list|base64)/.test(expected)) return quoteJson(value);
  return typeof value === "string" ? "a string" : `a ${typeof value}`;
}

function quoteJson(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > shownMaxLength ? `${text.slice(0, shownMaxLength)}...` : text;
}

function describeField(field: DescField): string {
  if (field.scalar === ScalarType.STRING) return "a string";
  if (field.message !== undefined) return describeMessage(field.message);
  return findFieldText(field)?.expected ?? "another value";
}

function describeMessage(desc: DescMessage): string {
  switch (desc.typeName) {
    case "google.protobuf.StringValue":
      return "a string";
    case "google.protobuf.Timestamp":
      return 'a time such as "2030-01-31T12:00:00Z"';
    case "google.protobuf.Duration":
      return 'seconds such as "1.5s"';
    case "google.protobuf.FieldMask":
      return "field names in lowerCamelCase, separated by commas";
    case "google.protobuf.ListValue":
      return "a list";
    case "google.protobuf.Any":
      return 'an object with a known "@type"';
    default:
      return hasCustomJsonRepresentation(desc) ? describeWrapper(desc) : "an object";
  }
}

function describeWrapper(desc: DescMessage): string {
  const [field] = desc.fields;
  return field?.scalar === undefined ? "an object" : (findFieldText(field)?.expected ?? "another value");
}
