import { isUtf8 } from "node:buffer";
import type { JsonValue } from "@bufbuild/protobuf";
import { createInvalidArgument } from "./invalid-argument.ts";
import { locateJsonError } from "./json-syntax.ts";

const byteOrderMark = "\u{feff}";

const quote = 0x22;
const backslash = 0x5c;

/**
 * The value that a JSON text in UTF-8 holds.
 *
 * @throws ConnectError with InvalidArgument, saying what is wrong and where: bytes that are not UTF-8, a byte order
 * mark, arrays and objects nested deeper than `maxDepth`, a `__proto__` key, and everything that is not exactly one
 * JSON value.
 */
export function parseJson(bytes: Uint8Array, maxDepth: number): JsonValue {
  assertDepth(bytes, maxDepth);
  const text = decodeUtf8(bytes);
  let json: JsonValue;
  try {
    // JSON.parse() is declared to return any; what it returns is a JsonValue.
    json = JSON.parse(text) as JsonValue;
  } catch {
    throw createInvalidArgument(`invalid JSON body: ${describeSyntaxError(text)}`);
  }
  // Escapes can spell the key in other ways, so text with escapes of ASCII is searched as well.
  if (text.includes("__proto__") || text.includes("\\u00")) assertNoPrototypeKey(json);
  return json;
}

function decodeUtf8(bytes: Uint8Array): string {
  // A decoder that refuses what is no UTF-8 takes several times as long as to look first.
  if (!isUtf8(bytes)) throw createInvalidArgument("invalid JSON body: the text is not UTF-8");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  if (text.startsWith(byteOrderMark)) {
    throw createInvalidArgument("invalid JSON body: the text starts with a byte order mark, which JSON does not allow");
  }
  return text;
}

function describeSyntaxError(text: string): string {
  const error = locateJsonError(text);
  if (error === undefined) return "the text is not JSON";
  const before = text.slice(0, error.position).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${error.reason}`;
}

/** Looks at the bytes, because a text that nests too deep must not reach anything that recurses. */
function assertDepth(bytes: Uint8Array, maxDepth: number): void {
  // Every level costs two bytes; a shorter text that is well-formed cannot be too deep.
  if (bytes.length < 2 * (maxDepth + 1)) return;
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (isInString) {
      if (byte === backslash) i++;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) {
      isInString = true;
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > maxDepth) {
        throw createInvalidArgument(
          `invalid JSON body: arrays and objects are nested more than ${maxDepth} levels deep`,
        );
      }
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--;
    }
  }
}

/** Map fields are plain objects in memory, in which such a key would set the prototype instead of an entry. */
function assertNoPrototypeKey(json: JsonValue): void {
  if (typeof json !== "object" || json === null) return;
  if (Object.hasOwn(json, "__proto__")) {
    throw createInvalidArgument('invalid JSON body: the key "__proto__" is not allowed');
  }
  for (const value of Object.values(json)) assertNoPrototypeKey(value);
}
