import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { BodyCodec, BodyWriter } from "./body-codec.ts";
import { type FieldValue, findFieldText } from "./field-text.ts";
import { listHeaderFields } from "./header-binder.ts";
import { createInvalidArgument } from "./invalid-argument.ts";
import { escapeXml, isXmlName } from "./xml-text.ts";

const encoder = new TextEncoder();
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** How XML bodies are written. */
export interface XmlCodecOptions {
  /** The content type of responses. Default: `application/xml`. */
  readonly contentType?: string;
}

/**
 * XML as a body format for responses.
 *
 * - A message is an element with one element per field, named by the field's JSON name, in the order of the descriptor.
 * - A scalar is its text as in the JSON mapping; a repeated field is one element per item; a map is one element whose
 *   children are named by the keys.
 * - A field with presence that is not set has no element; every other field has one, if need be an empty one.
 * - Fields that a header carries are left out; a response of nothing else has no body.
 * - Where `response_body` names a field, that is the root; a scalar then is the body by itself, without markup. A
 *   repeated field has no root: give it a message around it.
 *
 * Requests have no XML bodies: reading one is refused.
 */
export function createXmlCodec({ contentType = "application/xml" }: XmlCodecOptions = {}): BodyCodec {
  return {
    contentType,
    accept: contentType,
    isReadable: () => false,
    createReader: () => () => {
      throw createInvalidArgument("this path reads no body");
    },
    createWriter: (output, field) =>
      field === undefined ? createMessageWriter(output) : createRootWriter(output, field),
  };
}

function createMessageWriter(output: DescMessage): BodyWriter {
  const inHeaders = new Set(listHeaderFields(output).map(({ field }) => field));
  const fields = output.fields.filter((field) => !inHeaders.has(field));
  if (fields.length === 0) return () => new Uint8Array(0);
  const root = output.name.slice(0, 1).toLowerCase() + output.name.slice(1);
  return (message) => {
    const children = fields.map((field) => writeField(reflect(output, message), field)).join("");
    return encoder.encode(declaration + writeElement(root, children));
  };
}

function createRootWriter(output: DescMessage, field: DescField): BodyWriter {
  const root = (message: Message): ReflectMessage => reflect(output, message);
  if (field.fieldKind === "scalar" || field.fieldKind === "enum") {
    // Fields that are scalars have values of these types in reflect().
    return (message) => encoder.encode(writeText(field, root(message).get(field) as FieldValue, (text) => text));
  }
  return (message) => {
    const elements = writeField(root(message), field);
    return encoder.encode(declaration + (elements === "" ? writeElement(field.jsonName, "") : elements));
  };
}

const writeFields = (message: ReflectMessage): string =>
  message.fields.map((field) => writeField(message, field)).join("");

/** The elements of a field. What is no message has, in reflect(), a value of a type of FieldValue. */
function writeField(message: ReflectMessage, field: DescField): string {
  const name = field.jsonName;
  switch (field.fieldKind) {
    case "message":
      return message.isSet(field) ? writeElement(name, writeValue(field, message.get(field))) : "";
    case "list":
      return [...message.get(field)].map((item) => writeElement(name, writeValue(field, item as FieldValue))).join("");
    case "map":
      return writeElement(
        name,
        [...message.get(field)]
          .map(([key, value]) => writeElement(verifyName(String(key)), writeValue(field, value as FieldValue)))
          .join(""),
      );
    case "scalar":
    case "enum":
      if (field.presence !== FeatureSet_FieldPresence.IMPLICIT && !message.isSet(field)) return "";
      return writeElement(name, writeText(field, message.get(field) as FieldValue));
  }
}

/** The content of one element: the text of a value that has one, else the elements of a message. */
const writeValue = (field: DescField, value: FieldValue): string =>
  findFieldText(field) === undefined ? writeFields(value as ReflectMessage) : writeText(field, value);

function writeText(field: DescField, value: FieldValue, write = escapeXml): string {
  const text = findFieldText(field);
  if (text === undefined) throw new Error(`${field} has no text form`);
  return write(text.format(value));
}

function verifyName(key: string): string {
  // Whoever makes the message vouches for its keys; this one would let them write markup.
  if (!isXmlName(key)) throw new Error("a key of a map is no name of an element");
  return key;
}

const writeElement = (name: string, content: string): string =>
  content === "" ? `<${name}/>` : `<${name}>${content}</${name}>`;
