import { isUtf8 } from "node:buffer";
import {
  type BinaryReadOptions,
  type BinaryWriteOptions,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  fromJsonString,
  type JsonReadOptions,
  type JsonWriteOptions,
  type Message,
  type MessageShape,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";

/** How the messages of one RPC are written: as protobuf, or as its JSON. */
export interface MessageFormat {
  /** The request. Throws a ConnectError with InvalidArgument for bytes that are none. */
  decode(data: Buffer): Message;
  /** The answer. */
  encode(message: Message): Uint8Array;
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
  const readJson = { ignoreUnknownFields: true, ...jsonOptions };
  return {
    proto: {
      decode: (data) => decodeProto(input, data, binaryOptions),
      encode: (message) => toBinary(output, message as MessageShape<typeof output>, binaryOptions),
    },
    json: {
      decode: (data) => decodeJson(input, data, readJson),
      encode: (message) => Buffer.from(toJsonString(output, message as MessageShape<typeof output>, jsonOptions)),
    },
  };
}

function decodeProto(desc: DescMessage, data: Uint8Array, options: Partial<BinaryReadOptions> | undefined): Message {
  try {
    return fromBinary(desc, data, options);
  } catch (cause) {
    const message = "The request's message cannot be decoded: it is not of the RPC's request type";
    throw new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
  }
}

function decodeJson(desc: DescMessage, data: Buffer, options: Partial<JsonReadOptions>): Message {
  // Decoders replace such bytes without a word, and what is stored then is not what was sent.
  if (!isUtf8(data)) {
    throw new ConnectError("The request's JSON holds bytes that are no UTF-8", Code.InvalidArgument);
  }
  try {
    return fromJsonString(desc, data.toString("utf8"), options);
  } catch (cause) {
    throw ConnectError.from(cause, Code.InvalidArgument);
  }
}
