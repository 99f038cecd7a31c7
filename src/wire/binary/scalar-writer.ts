import type { BinaryField } from "./field.ts";
import type { BinarySink } from "./sink.ts";

/**
 * Writes a value of a field that is no message, without its tag.
 *
 * False for a value that is not of the field's type or beyond its range: some of them are written all the same by the
 * library, which takes the text of a number for the number, and what has been written then is of no use.
 */
export function writeScalar(sink: BinarySink, { scalar, longAsString }: BinaryField, value: unknown): boolean {
  switch (typeof value) {
    case "string":
      if (scalar === "string") return sink.string(value);
      return longAsString && wholeNumber.test(value) && writeLong(sink, scalar, BigInt(value));
    case "number":
      return writeNumber(sink, scalar, value);
    case "bigint":
      return writeLong(sink, scalar, value);
    case "boolean":
      if (scalar !== "bool") return false;
      sink.bool(value);
      return true;
    default:
      if (scalar !== "bytes" || !(value instanceof Uint8Array)) return false;
      sink.lengthDelimited(value);
      return true;
  }
}

/** As a bigint's own text, and not longer than any type of 64 bits can take. */
const wholeNumber = /^(?:0|-?[1-9]\d{0,17})$/;

function writeNumber(sink: BinarySink, scalar: BinaryField["scalar"], value: number): boolean {
  switch (scalar) {
    case "int32":
      sink.int32(value);
      return (value | 0) === value;
    case "sint32":
      sink.sint32(value);
      return (value | 0) === value;
    case "sfixed32":
      sink.fixed32(value);
      return (value | 0) === value;
    case "uint32":
      sink.uint32(value);
      return value >>> 0 === value;
    case "fixed32":
      sink.fixed32(value);
      return value >>> 0 === value;
    case "float":
      sink.float(value);
      return Math.abs(value) <= float32Max || !Number.isFinite(value);
    case "double":
      sink.double(value);
      return true;
    default:
      return false;
  }
}

/** What the library takes: the next larger numbers would be rounded to this one. */
const float32Max = 3.4028234663852886e38;

function writeLong(sink: BinarySink, scalar: BinaryField["scalar"], value: bigint): boolean {
  switch (scalar) {
    case "int64":
      return sink.int64(value);
    case "uint64":
      return sink.uint64(value);
    case "sint64":
      return sink.sint64(value);
    case "fixed64":
      return sink.fixed64(value);
    case "sfixed64":
      return sink.sfixed64(value);
    default:
      return false;
  }
}
