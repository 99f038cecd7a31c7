import {
  create,
  type DescField,
  type DescMessage,
  fromJson,
  type JsonValue,
  type Message,
  type Registry,
  toJson,
} from "@bufbuild/protobuf";
import type { BodyCodec, BodyReader, BodyWriter } from "./body-codec.ts";
import { isJsonContentType } from "./content-type.ts";
import { createInvalidArgument } from "./invalid-argument.ts";
import { createJsonMessageReader } from "./json-message-reader.ts";
import { createJsonMessageWriter } from "./json-message-writer.ts";
import { describeJsonMisfit } from "./json-misfit.ts";
import { parseJson } from "./json-text.ts";

/** How JSON bodies are read and written. The defaults are grpc-gateway's as ZITADEL configures it. */
export interface JsonCodecOptions {
  /**
   * Whether keys that name no field, and names that no enum value has, are passed over instead of refused.
   * Default: true, because a client that is newer than the server sends such things.
   */
  readonly ignoreUnknownFields?: boolean;
  /** Whether fields without a value are written, too. Default: false. */
  readonly alwaysEmitImplicit?: boolean;
  /** Whether enums are written as numbers. Default: false. */
  readonly enumAsInteger?: boolean;
  /** Whether fields are written under their proto names. Default: false. Both names are always read. */
  readonly useProtoFieldName?: boolean;
  /** The types that `google.protobuf.Any` may hold. Default: none. */
  readonly registry?: Registry | undefined;
  /**
   * How deep arrays and objects may nest in a request. Default: 100, the limit of most protobuf implementations; it
   * keeps a small body from exhausting the stack.
   */
  readonly maxDepth?: number;
  /** The content type of responses. Default: `application/json`. */
  readonly contentType?: string;
}

/**
 * Up to here a body that does not fit is searched for the value that does not. The search costs several times what
 * reading costs, which a caller must not be able to turn against the server.
 */
const explainedMaxBytes = 65_536;

/** The proto3 JSON mapping as a body format. */
export function createJsonCodec(options: JsonCodecOptions = {}): BodyCodec {
  const { contentType = "application/json" } = options;
  return {
    contentType,
    accept: "application/json",
    isReadable: isJsonContentType,
    createReader: (input, field) => createReader(input, field, options),
    createWriter: (output, field) => createWriter(output, field, options),
  };
}

function createReader(input: DescMessage, field: DescField | undefined, options: JsonCodecOptions): BodyReader {
  const { ignoreUnknownFields = true, registry, maxDepth = 100 } = options;
  // The message around the body and a Value inside it count as levels, so two are added.
  const readOptions = { ignoreUnknownFields, registry, recursionLimit: maxDepth + 2 };
  const readPlain = createJsonMessageReader(input, maxDepth);
  return function readJson(body) {
    if (isBlank(body)) return create(input);
    const json = parseJson(body, maxDepth);
    const value = field === undefined ? json : { [field.jsonName]: json };
    const plain = readPlain(value);
    if (plain !== undefined) return plain.message;
    try {
      return fromJson(input, value, readOptions);
    } catch {
      const misfit =
        body.length > explainedMaxBytes
          ? "a value does not fit its field"
          : describeJsonMisfit(input, value, readOptions);
      throw createInvalidArgument(`invalid JSON body: ${misfit}`);
    }
  };
}

function createWriter(output: DescMessage, field: DescField | undefined, options: JsonCodecOptions): BodyWriter {
  const { alwaysEmitImplicit = false, enumAsInteger = false, useProtoFieldName = false, registry } = options;
  const writeOptions = { alwaysEmitImplicit, enumAsInteger, useProtoFieldName, registry };
  if (field === undefined) {
    const write = createJsonMessageWriter(output, writeOptions);
    return (message) => Buffer.from(write(message));
  }
  const writeMessage = (message: Message): JsonValue => toJson(output, message, writeOptions);
  const key = useProtoFieldName ? field.name : field.jsonName;
  const unset = getUnsetJson(output, field, key);
  return (message) => encodeJson(getProperty(writeMessage(message), key) ?? unset);
}

/** What an unset field is as a body of its own: the zero value where there is one, else null. */
function getUnsetJson(output: DescMessage, field: DescField, key: string): JsonValue {
  const options = { alwaysEmitImplicit: true, useProtoFieldName: key === field.name && key !== field.jsonName };
  return getProperty(toJson(output, create(output), options), key) ?? null;
}

function getProperty(json: JsonValue, key: string): JsonValue | undefined {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json[key] : undefined;
}

/** A line break is what many tools send for "nothing"; JSON itself never consists of whitespace alone. */
function isBlank(body: Uint8Array): boolean {
  return body.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

function encodeJson(json: JsonValue): Uint8Array {
  return Buffer.from(JSON.stringify(json));
}
