import type { DescField, JsonObject, JsonValue } from "@bufbuild/protobuf";

/** A JSON Schema, 2020-12. */
export type Schema = JsonObject;

/** What of a face's JSON differs from face to face. Each belongs to a body codec, against which a test holds it. */
export interface JsonStyle {
  /** Under which name a field stands. */
  nameOf(field: DescField): string;
  /** Whether answers have the field also when it has no value. */
  isAlwaysThere(field: DescField): boolean;
  /** Whether a field without a value is null. */
  isNullable(field: DescField): boolean;
  /** Whether the field is never in JSON. */
  isLeftOut(field: DescField): boolean;
  /** Whether integers of 64 bits are numbers; else they are texts. */
  isNumber(field: DescField): boolean;
  /** Whether requests with keys that name no field are refused. */
  readonly refusesUnknownKeys: boolean;
}

/** The proto3 JSON mapping as grpc-gateway writes it: fields without a value are left out. */
export const gatewayStyle: JsonStyle = {
  nameOf: (field) => field.jsonName,
  isAlwaysThere: () => false,
  isNullable: () => false,
  isLeftOut: () => false,
  isNumber: () => false,
  refusesUnknownKeys: false,
};

/** An object without the members that are undefined. */
export const compact = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );

/** The text as a description, nothing for an empty one. */
export const described = (text: string): JsonObject => (text === "" ? {} : { description: text });
