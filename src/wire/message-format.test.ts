import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { FieldsService, ParameterValuesSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { parseEnvelope } from "./envelope.ts";
import { createMessageFormats, type MessageFormatOptions } from "./message-format.ts";

const formatOf = (options: MessageFormatOptions) =>
  createMessageFormats(FieldsService.method.parameterValues, options).proto;

const withUnknown = Buffer.from([0x18, 1, 0xf8, 0x7f, 1]);

describe("createMessageFormats()", () => {
  it("reads and writes as the library does, what is known and what is not", () => {
    const { decode, encode } = formatOf({});
    const message = create(ParameterValuesSchema, { int32Value: 1, stringMap: { a: "b" } });
    for (const data of [withUnknown, Buffer.from([0x18, 1]), Buffer.from(toBinary(ParameterValuesSchema, message))]) {
      expect(decode(data)).toStrictEqual(fromBinary(ParameterValuesSchema, data));
      expect(Buffer.from(encode(decode(data)))).toStrictEqual(data);
    }
  });

  it.each(["proto", "json"] as const)("puts an answer into an envelope as it writes it without one: %s", (format) => {
    const { encode, encodeEnvelope } = createMessageFormats(FieldsService.method.parameterValues, {})[format];
    const plain = create(ParameterValuesSchema, { int32Value: 1, stringMap: { a: "b" } });
    for (const message of [create(ParameterValuesSchema), plain, fromBinary(ParameterValuesSchema, withUnknown)]) {
      expect(parseEnvelope(encodeEnvelope(message))).toEqual({
        isCompressed: false,
        data: Buffer.from(encode(message)),
      });
    }
  });

  it("keeps to options for protobuf", () => {
    const { decode } = formatOf({ binaryOptions: { readUnknownFields: false, recursionLimit: 1 } });
    expect(decode(withUnknown).$unknown).toBeUndefined();
    expect(() => decode(Buffer.from([0x8a, 0x02, 0]))).toThrow(ConnectError);
  });

  it("says that bytes are no message", () => {
    const error = ConnectError.from(catchError(() => formatOf({}).decode(Buffer.from([0x72, 9, 1]))));
    expect(error.code).toBe(Code.InvalidArgument);
  });
});

function catchError(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
