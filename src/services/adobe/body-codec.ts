import { type DescField, type DescMessage, isFieldSet, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import { RunCommandsRequestSchema } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { type BodyCodec, type BodyReader, type BodyWriter, createJsonCodec } from "../../transcoding/index.ts";
import { createCommandReader } from "./command-reader.ts";
import { decodeJson, encodeJson, isObject } from "./json.ts";
import { findPagingField, saysIfLastPage } from "./paging.ts";

/**
 * JSON bodies as Adobe's clients write and expect them.
 *
 * - Keys that mean nothing are refused: a misspelt list that is passed over looks like one that was changed.
 * - An object may stand in a list of one, as Adobe's first examples have it.
 * - Commands are read one by one, so that one that does not fit fails alone.
 * - What is empty is left out, but for the list that a page is about.
 * - Where a page stands is left out: it is told in headers, which is where these clients look.
 */
export function createAdobeCodec(): BodyCodec {
  const json = createJsonCodec({ ignoreUnknownFields: false });
  return {
    ...json,
    createReader(input, field) {
      if (input.typeName === RunCommandsRequestSchema.typeName && field !== undefined) return createCommandReader(json);
      return readListOfOne(json.createReader(input, field));
    },
    createWriter(output, field) {
      const write = json.createWriter(output, field);
      const list = field === undefined ? findPageList(output) : undefined;
      return list === undefined ? write : writeWithList(list, writeWithout(findPagingField(output), write));
    },
  };
}

function readListOfOne(read: BodyReader): BodyReader {
  return function readAdobeJson(body) {
    // Only a body that begins as a list is worth another look.
    if (!/^\s*\[/.test(new TextDecoder().decode(body.subarray(0, 64)))) return read(body);
    const value = decodeJson(body);
    const [only, ...others] = Array.isArray(value) ? value : [];
    return read(only === undefined || others.length > 0 ? body : encodeJson(only));
  };
}

/** The list of a response that says whether it is the last page. */
const findPageList = (output: DescMessage): DescField | undefined =>
  saysIfLastPage(output) ? output.fields.find(({ fieldKind }) => fieldKind === "list") : undefined;

/** Leaves a field out. The message is copied, not changed: the headers are made from it as well. */
const writeWithout = (field: DescField | undefined, write: BodyWriter): BodyWriter =>
  field === undefined ? write : (message) => write({ ...message, [field.localName]: undefined });

const writeWithList =
  (list: DescField, write: BodyWriter): BodyWriter =>
  (message) => {
    const bytes = write(message);
    if (isFieldSet(message, list)) return bytes;
    const value: JsonValue | undefined = decodeJson(bytes);
    const object: JsonObject = isObject(value) ? value : {};
    return encodeJson({ ...object, [list.jsonName]: [] });
  };
