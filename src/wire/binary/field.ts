import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence, hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";

/** Types by their names in protobuf. Constants make a switch over them faster than the numbers of an object would. */
const scalarNames = {
  [ScalarType.STRING]: "string",
  [ScalarType.BOOL]: "bool",
  [ScalarType.BYTES]: "bytes",
  [ScalarType.INT32]: "int32",
  [ScalarType.UINT32]: "uint32",
  [ScalarType.SINT32]: "sint32",
  [ScalarType.FIXED32]: "fixed32",
  [ScalarType.SFIXED32]: "sfixed32",
  [ScalarType.FLOAT]: "float",
  [ScalarType.DOUBLE]: "double",
  [ScalarType.INT64]: "int64",
  [ScalarType.UINT64]: "uint64",
  [ScalarType.SINT64]: "sint64",
  [ScalarType.FIXED64]: "fixed64",
  [ScalarType.SFIXED64]: "sfixed64",
} as const;

/** The name of a type in protobuf. */
export type ScalarName = (typeof scalarNames)[ScalarType];

/** A tag that no field has. As a number, so that V8 takes all fields for objects of one kind. */
export const noTag = 0;

/**
 * A field as the readers and writers of protobuf's binary form see it. A class, because objects that are spread have a
 * hidden class each, and to read them is the greater part of the work then.
 */
export class BinaryField {
  /**
   * Whether it is read and written here. What is rare, or not in memory as it is in the bytes, is left to the library:
   * maps, groups, closed enums, required fields, wrappers and JSON values.
   */
  readonly isPlain: boolean;
  readonly localName: string;
  /** The oneof that the field is a member of. */
  readonly oneofName: string | undefined;
  readonly isList: boolean;
  /** What a value is written as: enums are written as int32. `undefined` for messages. */
  readonly scalar: ScalarName | undefined;
  readonly message: DescMessage | undefined;
  /** Whether a number of 64 bits is a string in memory. */
  readonly longAsString: boolean;
  /** The number of the field with the wire type of a value. */
  readonly tag: number;
  /** The tag in front of several values in one; `noTag` for a field that cannot have them. */
  readonly packedTag: number;

  constructor(field: DescField) {
    this.isPlain = isPlain(field);
    this.localName = field.localName;
    this.oneofName = field.oneof?.localName;
    this.isList = field.fieldKind === "list";
    this.scalar = scalarOf(field);
    this.message = field.message;
    this.longAsString = "longAsString" in field && field.longAsString === true;
    const wireType = wireTypeOf(this.scalar);
    this.tag = tagOf(field, wireType);
    this.packedTag = this.isList && wireType !== lengthDelimited ? tagOf(field, lengthDelimited) : noTag;
  }
}

function scalarOf(field: DescField): ScalarName | undefined {
  if (field.enum !== undefined) return "int32";
  return field.scalar === undefined ? undefined : scalarNames[field.scalar];
}

function isPlain(field: DescField): boolean {
  if (field.fieldKind === "map" || field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) return false;
  if (field.enum !== undefined) return field.enum.open;
  if (field.message === undefined) return true;
  return !("delimitedEncoding" in field && field.delimitedEncoding) && !isSpecial(field.message);
}

/** Messages that have a JSON form of their own, save those of which a field holds the message itself. */
const isSpecial = (desc: DescMessage): boolean =>
  hasCustomJsonRepresentation(desc) && !/\.(?:Timestamp|Duration|FieldMask|Any)$/.test(desc.typeName);

const varint = 0;
const bit64 = 1;
const lengthDelimited = 2;
const bit32 = 5;

const tagOf = ({ number }: DescField, wireType: number): number => ((number << 3) | wireType) >>> 0;

function wireTypeOf(scalar: ScalarName | undefined): number {
  switch (scalar) {
    case undefined:
    case "string":
    case "bytes":
      return lengthDelimited;
    case "double":
    case "fixed64":
    case "sfixed64":
      return bit64;
    case "float":
    case "fixed32":
    case "sfixed32":
      return bit32;
    default:
      return varint;
  }
}
