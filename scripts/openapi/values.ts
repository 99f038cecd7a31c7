import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import type { JsonStyle, Schema } from "./schema.ts";

/** Messages that JSON has a text for. */
export const wellKnownSchemas: Readonly<Record<string, Schema>> = {
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Duration": {
    type: "string",
    pattern: "^-?[0-9]+(\\.[0-9]{1,9})?s$",
    description: "Seconds, such as `3600s`.",
  },
};

/** The schema of a scalar field, or of one item of it. */
export function scalarSchema(scalar: ScalarType, field: DescField, style: JsonStyle): Schema {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: "string" };
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.BYTES:
      return { type: "string", contentEncoding: "base64" };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: "number" };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return { type: "integer", format: "int32" };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: "integer", minimum: 0, maximum: 4_294_967_295 };
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return style.isNumber(field)
        ? { type: "integer" }
        : { type: "string", format: "int64", pattern: "^-?[0-9]{1,19}$" };
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return style.isNumber(field)
        ? { type: "integer", minimum: 0 }
        : { type: "string", format: "uint64", pattern: "^[0-9]{1,20}$" };
  }
}

/** The names of an enum, but those of these numbers. */
export const enumSchema = (desc: DescEnum, refused: readonly number[] = []): Schema => ({
  type: "string",
  enum: desc.values.filter(({ number }) => !refused.includes(number)).map(({ name }) => name),
});

/** Whether a message is a text in JSON. */
export const isWellKnown = (desc: DescMessage): boolean => desc.typeName in wellKnownSchemas;
