import { isUtf8 } from "node:buffer";
import {
  type BinaryReadOptions,
  type BinaryWriteOptions,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  fromJsonString,
  type JsonReadOptions,
  type JsonValue,
  type JsonWriteOptions,
  type Message,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { createJsonMessageReader, createJsonMessageWriter } from "../transcoding/index.ts";
import { createBinaryMessageReader } from "./binary/message-reader.ts";
import { type BinaryMessageWriter, createBinaryMessageWriter } from "./binary/message-writer.ts";
import { createEnvelope, prefixBytes, writePrefix } from "./envelope.ts";

/** How the messages of one RPC are written: as protobuf, or as its JSON. */
export interface MessageFormat {
  /** The request. Throws a ConnectError with InvalidArgument for bytes that are none. */
  decode(data: Buffer): Message;
  /** The answer. */
  encode(message: Message): Uint8Array;
  /** The answer in an envelope, not compressed. */
  encodeEnvelope(message: Message): Buffer;
}

/** The two formats that every RPC has. */
export interface MessageFormats {
  readonly proto: MessageFormat;
  readonly json: MessageFormat;
}

/** How messages are read and written; Connect's own options. */
export interface MessageFormatOptions {
  readonly binaryOptions?: Partial<BinaryReadOptions & BinaryWriteOptions> | undefined;
  readonly jsonOptions?: Partial<JsonReadOptions & JsonWriteOptions> | undefined;
}

/** The formats of an RPC. JSON ignores what it does not know unless the options say otherwise. */
export function createMessageFormats(
  method: DescMethodUnary,
  { binaryOptions, jsonOptions }: MessageFormatOptions,
): MessageFormats {
  const { input, output } = method;
  return {
    proto: {
      decode: createProtoDecoder(input, binaryOptions),
      ...createProtoEncoders(output, binaryOptions),
    },
    json: {
      decode: createJsonDecoder(input, { ignoreUnknownFields: true, ...jsonOptions }),
      ...createJsonEncoders(output, jsonOptions),
    },
  };
}

function createProtoDecoder(
  desc: DescMessage,
  options: Partial<BinaryReadOptions> | undefined,
): MessageFormat["decode"] {
  const readPlain = isEmpty(options) ? createBinaryMessageReader(desc) : () => undefined;
  return function decodeProto(data) {
    const plain = readPlain(data);
    if (plain !== undefined) return plain;
    try {
      return fromBinary(desc, data, options);
    } catch (cause) {
      const message = "The request's message cannot be decoded: it is not of the RPC's request type";
      throw new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
    }
  };
}

type Encoders = Pick<MessageFormat, "encode" | "encodeEnvelope">;

function createProtoEncoders(desc: DescMessage, options: Partial<BinaryWriteOptions> | undefined): Encoders {
  const writePlain: BinaryMessageWriter = isEmpty(options) ? createBinaryMessageWriter(desc) : () => undefined;
  // The message is the RPC's.
  const write = (message: Message) => toBinary(desc, message as MessageShape<typeof desc>, options);
  return {
    encode: (message) => writePlain(message) ?? write(message),
    encodeEnvelope(message) {
      // Written where it will stand: a copy less.
      const envelope = writePlain(message, prefixBytes);
      return envelope === undefined ? createEnvelope(write(message), 0) : writePrefix(envelope);
    },
  };
}

const isEmpty = (options: object | undefined): boolean => options === undefined || Object.keys(options).length === 0;

/** How deep objects may be in each other to be read fast. What is deeper is read with the options' own limit. */
const plainMaxDepth = 50;

function createJsonDecoder(desc: DescMessage, options: Partial<JsonReadOptions>): MessageFormat["decode"] {
  const readPlain = createJsonMessageReader(desc, plainMaxDepth);
  return function decodeJson(data) {
    // Decoders replace such bytes without a word, and what is stored then is not what was sent.
    if (!isUtf8(data)) {
      throw new ConnectError("The request's JSON holds bytes that are no UTF-8", Code.InvalidArgument);
    }
    const text = data.toString("utf8");
    const plain = readPlain(parseOrNull(text));
    if (plain !== undefined && plain.keyCount === countKeys(text)) return plain.message;
    try {
      return fromJsonString(desc, text, options);
    } catch (cause) {
      throw ConnectError.from(cause, Code.InvalidArgument);
    }
  };
}

/** What cannot be parsed is no message either, and whoever reads it then says why. */
function parseOrNull(text: string): JsonValue {
  try {
    // JSON.parse() is declared to return any; what it returns is a JsonValue.
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}

/** How many keys a JSON text has: the parser keeps one of those that are there twice, and Connect refuses them. */
function countKeys(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === colon) count++;
    else if (code === quote) i = findEndOfString(text, i);
  }
  return count;
}

const colon = 0x3a;
const quote = 0x22;
const backslash = 0x5c;

/** The place of the quote that closes the string which is opened at `start`. */
function findEndOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    if (code === backslash) i++;
  }
  return text.length;
}

function createJsonEncoders(desc: DescMessage, options: Partial<JsonWriteOptions> | undefined): Encoders {
  const write = createJsonMessageWriter(desc, options);
  const encode = (message: Message) => Buffer.from(write(message));
  return { encode, encodeEnvelope: (message) => createEnvelope(encode(message), 0) };
}
