import { type DescField, type DescMessage, getOption, hasOption, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { header } from "../../gen/roster/http/v1/header_pb.ts";
import { type FieldValue, findFieldText } from "./field-text.ts";
import { decodeHeaderText, encodeHeaderText } from "./header-text.ts";
import { createInvalidArgument, quoteInput } from "./invalid-argument.ts";

/** Request headers by name in lower case. `Headers` is one. */
export interface RequestHeaders {
  get(name: string): string | null | undefined;
}

/** A field with the header that carries it. */
export interface HeaderField {
  readonly field: DescField;
  /** In lower case. */
  readonly name: string;
}

/** Sets the fields that headers carry. */
export type HeaderBinder = (message: Message, headers: RequestHeaders) => void;

/** The headers of a response. */
export type HeaderWriter = (message: Message) => Readonly<Record<string, string>>;

const fieldName = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/** The fields of a message that the `roster.http.v1.header` option puts into headers. */
export const listHeaderFields = (message: DescMessage): readonly HeaderField[] =>
  message.fields.filter((field) => hasOption(field, header)).map((field) => ({ field, name: headerOf(field) }));

const headerOf = (field: DescField): string => getOption(field, header).toLowerCase();

/**
 * What is wrong with the header fields of a message, a sentence each: a name that no header can have, two fields in one
 * header, a field that is repeated, a map, or a message without a text form.
 */
export function findHeaderProblems(message: DescMessage): readonly string[] {
  const fields = listHeaderFields(message);
  return fields.flatMap(({ field, name }, index) => {
    const subject = `the field "${field.name}" of ${message.typeName}`;
    if (!fieldName.test(name)) return [`${subject} names the header "${name}", which is no name of a header`];
    if (field.fieldKind === "list" || field.fieldKind === "map" || findFieldText(field) === undefined) {
      return [`${subject} cannot be in a header, which carries one value in text form`];
    }
    const isTaken = fields.slice(0, index).some((other) => other.name === name);
    return isTaken ? [`${subject} is in the header "${name}", and so is another field`] : [];
  });
}

/**
 * A binder for the header fields of a message but those that `bound` names. A header that is there replaces what the
 * field held, also with nothing. The binder throws InvalidArgument for a text that does not fit the field.
 *
 * @param bound Field paths, in proto names, that the path binds.
 */
export function createHeaderBinder(desc: DescMessage, bound: ReadonlySet<string>): HeaderBinder | undefined {
  const fields = listHeaderFields(desc).filter(({ field }) => !bound.has(field.name));
  if (fields.length === 0) return undefined;
  return function bindHeaders(message, headers) {
    const root = reflect(desc, message);
    for (const { field, name } of fields) {
      const value = headers.get(name);
      if (value !== null && value !== undefined) root.set(field, parseValue(field, name, decodeHeaderText(value)));
    }
  };
}

function parseValue(field: DescField, name: string, text: string): FieldValue {
  const fieldText = findFieldText(field);
  const value = fieldText?.parse(text);
  // Not the value itself: it may be a password.
  if (value === undefined)
    throw createInvalidArgument(`invalid header ${quoteInput(name)}: expected ${fieldText?.expected}`);
  return value;
}

/** A writer for the header fields of a response; those that are not set, or are empty, make no header. */
export function createHeaderWriter(desc: DescMessage): HeaderWriter | undefined {
  const fields = listHeaderFields(desc);
  if (fields.length === 0) return undefined;
  return function writeHeaders(message) {
    const root = reflect(desc, message);
    const headers: Record<string, string> = {};
    for (const { field, name } of fields) {
      if (!root.isSet(field)) continue;
      // Verified fields are singular and have a text, so reflect() reports them in the types of FieldValue.
      const text = findFieldText(field)?.format(root.get(field) as FieldValue) ?? "";
      if (text !== "") headers[name] = encodeHeaderText(text);
    }
    return headers;
  };
}
