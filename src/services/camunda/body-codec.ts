import type { DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import { fromJson, ScalarType, toJson } from "@bufbuild/protobuf";
import { type BodyCodec, createJsonCodec, parseJson } from "../../transcoding/index.ts";
import { camundaError } from "./errors.ts";

/** How deep a body may nest: no request has more than three levels. */
const maxDepth = 20;

const encoder = new TextEncoder();

/**
 * JSON as Camunda reads and writes it.
 *
 * - What has no value is written as null, lists as lists.
 * - Numbers and truth values are read where texts belong; keys that are not known are passed over; `null` is nothing.
 * - A body that does not fit is refused with an empty message, as there.
 */
export const createCamundaCodec = (): BodyCodec => ({
  ...createJsonCodec(),
  createReader: (input, field) => (body) => {
    try {
      const json = body.every((byte) => byte <= 0x20) ? {} : parseJson(body, maxDepth);
      const value = field === undefined ? json : { [field.jsonName]: json };
      return fromJson(input, toTexts(input, value), { ignoreUnknownFields: true, recursionLimit: maxDepth + 2 });
    } catch {
      throw camundaError("invalidRequest", "");
    }
  },
  createWriter: (output, field) => (message) => {
    const json = withNulls(output, toJson(output, message));
    return encoder.encode(JSON.stringify(field === undefined ? json : (json[field.jsonName] ?? null)));
  },
});

/** The value with its scalars as texts where the message has text fields. */
function toTexts(desc: DescMessage, value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, json]): [string, JsonValue] => {
    const field = desc.fields.find(({ jsonName }) => jsonName === key);
    return [key, field === undefined || json === undefined ? (json ?? null) : toFieldTexts(field, json)];
  });
  return Object.fromEntries(entries);
}

function toFieldTexts(field: DescField, json: JsonValue): JsonValue {
  if (field.fieldKind === "message") return toTexts(field.message, json);
  if (field.fieldKind === "list") {
    if (!Array.isArray(json)) return json;
    return json.map((item) => (field.listKind === "message" ? toTexts(field.message, item) : toText(item)));
  }
  return field.fieldKind === "scalar" && field.scalar === ScalarType.STRING ? toText(json) : json;
}

const toText = (json: JsonValue): JsonValue =>
  typeof json === "number" || typeof json === "boolean" ? String(json) : json;

type JsonObject = { [key: string]: JsonValue };

const isObject = (json: JsonValue): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** The message's JSON with every field, and numbers of 64 bits as numbers: counts are far from their end. */
function withNulls(desc: DescMessage, json: JsonValue): JsonObject {
  const values = isObject(json) ? json : {};
  return Object.fromEntries(desc.fields.map((field) => [field.jsonName, toShown(field, values[field.jsonName])]));
}

function toShown(field: DescField, json: JsonValue | undefined): JsonValue {
  switch (field.fieldKind) {
    case "list":
      if (!Array.isArray(json)) return [];
      return field.listKind === "message" ? json.map((item) => withNulls(field.message, item)) : json;
    case "message":
      return json === undefined ? null : withNulls(field.message, json);
    case "map":
      // A rule without numbers has none.
      return json ?? null;
    case "scalar":
      if (field.scalar === ScalarType.UINT64) return Number(json ?? 0);
      return json ?? (field.presence === implicitPresence ? zeroOf(field.scalar) : null);
    case "enum":
      return json ?? null;
  }
}

/** google.protobuf.FeatureSet.FieldPresence.IMPLICIT */
const implicitPresence = 2;

const zeroOf = (scalar: ScalarType): JsonValue =>
  scalar === ScalarType.BOOL ? false : scalar === ScalarType.STRING ? "" : 0;
