import { type DescEnum, type DescField, type DescMessage, fromJson, ScalarType, toJson } from "@bufbuild/protobuf";
import { isReflectMessage, type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { base64Decode, base64Encode } from "@bufbuild/protobuf/wire";
import { FieldMaskSchema, isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** A value in the form that `reflect()` takes for a singular field, a list item or a map value. */
export type FieldValue = string | number | bigint | boolean | Uint8Array | ReflectMessage;

/** How the text of a path segment or a query parameter becomes a value of a field, and back. */
export interface FieldText {
  /** What a fitting text is, to be read after "expected". */
  readonly expected: string;
  /** The value, or `undefined` for a text that does not fit. */
  parse(text: string): FieldValue | undefined;
  /** The text of a value that {@link FieldText.parse} could have returned. */
  format(value: FieldValue): string;
}

const texts = new WeakMap<DescField, FieldText>();

/**
 * The conversion between text and the value of a field, one item of it for a list or map; `undefined` for a field that
 * has no place in a URL.
 *
 * The text is what the proto3 JSON mapping writes, without quotes:
 * - enums by name or by a number the enum declares;
 * - 64-bit integers exactly, floats with `NaN`, `Infinity` and `-Infinity`, `true` and `false`;
 * - bytes in either base64 alphabet, padded or not;
 * - wrappers as the value they wrap; Timestamp, Duration and FieldMask as JSON has them, quotes around them being
 *   tolerated, and the paths of a FieldMask also in proto names.
 *
 * Every other message, Struct, Value and Any among them, belongs into a body.
 */
export function findFieldText(field: DescField): FieldText | undefined {
  let text = texts.get(field);
  if (text === undefined) {
    text = createFieldText(field);
    if (text !== undefined) texts.set(field, text);
  }
  return text;
}

/** The conversion for a scalar type, as in {@link findFieldText}. */
export function getScalarText(type: ScalarType): FieldText {
  switch (type) {
    case ScalarType.STRING:
      return { expected: "text", parse: (text) => text, format: String };
    case ScalarType.BOOL:
      return { expected: "true or false", parse: parseBoolean, format: String };
    case ScalarType.BYTES:
      return { expected: "base64 text", parse: parseBytes, format: formatBytes };
    case ScalarType.DOUBLE:
      return { expected: "a number", parse: parseDouble, format: formatNumber };
    case ScalarType.FLOAT:
      return { expected: "a number that fits 32 bits", parse: parseFloat32, format: formatNumber };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return createIntegerText(-(2n ** 31n), 2n ** 31n - 1n, Number);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return createIntegerText(0n, 2n ** 32n - 1n, Number);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return createIntegerText(-(2n ** 63n), 2n ** 63n - 1n, (value) => value);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return createIntegerText(0n, 2n ** 64n - 1n, (value) => value);
  }
}

function createFieldText(field: DescField): FieldText | undefined {
  if (field.scalar !== undefined) return getScalarText(field.scalar);
  if (field.enum !== undefined) return createEnumText(field.enum);
  return field.message === undefined ? undefined : createMessageText(field.message);
}

function createMessageText(message: DescMessage): FieldText | undefined {
  if (isWrapperDesc(message)) return createWrapperText(message);
  switch (message.typeName) {
    case "google.protobuf.Timestamp":
      return createJsonText(message, "a time such as 2030-01-31T12:00:00Z", () => true);
    case "google.protobuf.Duration":
      return createJsonText(message, "seconds such as 1.5s", (text) => /^-?\d+(\.\d{1,9})?s$/.test(text));
    case "google.protobuf.FieldMask":
      return createMaskText();
    default:
      return undefined;
  }
}

function createIntegerText(min: bigint, max: bigint, convert: (value: bigint) => number | bigint): FieldText {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text) {
      // Twenty digits hold every 64-bit value; longer input is not worth the arithmetic.
      if (!/^-?0*\d{1,20}$/.test(text)) return undefined;
      const value = BigInt(text);
      return value < min || value > max ? undefined : convert(value);
    },
    format: String,
  };
}

function createEnumText(descEnum: DescEnum): FieldText {
  const numbers = new Map(descEnum.values.map((value) => [value.name, value.number]));
  const names = descEnum.values.map((value) => value.name);
  const shown = names.length > 8 ? [...names.slice(0, 8), "..."] : names;
  return {
    expected: `one of ${shown.join(", ")}`,
    parse(text) {
      const number = numbers.get(text);
      if (number !== undefined) return number;
      if (!/^-?\d{1,10}$/.test(text)) return undefined;
      return descEnum.value[Number(text)]?.number;
    },
    format: (value) => descEnum.value[Number(value)]?.name ?? String(value),
  };
}

function createWrapperText(message: DescMessage): FieldText {
  const [field] = message.fields;
  if (field?.fieldKind !== "scalar") throw new Error(`${message.typeName} does not wrap a scalar`);
  const inner = getScalarText(field.scalar);
  return {
    expected: inner.expected,
    parse(text) {
      const value = inner.parse(text);
      if (value === undefined) return undefined;
      const wrapper = reflect(message);
      wrapper.set(field, value);
      return wrapper;
    },
    // reflect() reports scalars in the types that FieldValue has for them.
    format: (value) => inner.format(getMessage(value).get(field) as FieldValue),
  };
}

function createJsonText(message: DescMessage, expected: string, isCandidate: (text: string) => boolean): FieldText {
  return {
    expected,
    parse(text) {
      const bare = stripQuotes(text);
      if (!isCandidate(bare)) return undefined;
      try {
        return reflect(message, fromJson(message, bare));
      } catch {
        return undefined;
      }
    },
    format: (value) => String(toJson(message, getMessage(value).message)),
  };
}

function createMaskText(): FieldText {
  const text = createJsonText(FieldMaskSchema, "field names separated by commas", () => true);
  return {
    ...text,
    parse(input) {
      const bare = stripQuotes(input);
      return text.parse(bare.includes("_") ? bare.replace(/_([a-z])/g, toUpper) : bare);
    },
  };
}

function toUpper(_match: string, letter: string): string {
  return letter.toUpperCase();
}

function getMessage(value: FieldValue): ReflectMessage {
  if (isReflectMessage(value)) return value;
  throw new Error(`expected a message, got ${typeof value}`);
}

function stripQuotes(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function parseBoolean(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

function parseDouble(text: string): number | undefined {
  switch (text) {
    case "NaN":
      return Number.NaN;
    case "Infinity":
      return Number.POSITIVE_INFINITY;
    case "-Infinity":
      return Number.NEGATIVE_INFINITY;
  }
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function parseFloat32(text: string): number | undefined {
  const value = parseDouble(text);
  if (value === undefined || !Number.isFinite(value)) return value;
  // Rounding first: the shortest decimal form of the largest float lies just above it.
  const rounded = Math.fround(value);
  return Number.isFinite(rounded) ? rounded : undefined;
}

function parseBytes(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return undefined;
  try {
    return base64Decode(text);
  } catch {
    return undefined;
  }
}

function formatNumber(value: FieldValue): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function formatBytes(value: FieldValue): string {
  return value instanceof Uint8Array ? base64Encode(value, "url") : "";
}
