import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** The value of JSON bytes; `undefined` for bytes that are none. */
export function decodeJson(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** JSON bytes of a value. */
export const encodeJson = (value: JsonValue): Uint8Array => encoder.encode(JSON.stringify(value));

/** Whether this is a JSON object. */
export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
