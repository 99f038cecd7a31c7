import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { FieldDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UpdateHumanProfileResponseSchema } from "../../../gen/zitadel/management/v1/human_pb.ts";
import { ListUsersResponseSchema } from "../../../gen/zitadel/management/v1/user_pb.ts";
import { ParameterValuesSchema } from "../../../test/gen/transcoding/fields_pb.ts";
import { arbitraryMessage } from "../../../test/support/arbitrary-message.ts";
import { ordinaryMessages, shareOfTaken } from "../../../test/support/sample-messages.ts";
import { createBinaryMessageReader } from "./message-reader.ts";

describe("createBinaryMessageReader()", () => {
  it("reads what fromBinary() reads, for every message of the services", () => {
    const share = shareOfTaken((desc, message) => readAsLibrary(desc, toBinary(desc, message)));
    // The rest has maps.
    expect(share).toBeGreaterThan(0.9);
  });

  it("reads nothing that fromBinary() refuses, and nothing in another way", () => {
    const descs: DescMessage[] = [ParameterValuesSchema, ListUsersResponseSchema, UpdateHumanProfileResponseSchema];
    for (const desc of descs) {
      const mutations = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
      fc.assert(
        fc.property(
          arbitraryMessage(desc),
          mutations,
          fc.double({ min: 0.5, max: 1, noNaN: true }),
          (message, at, share) => {
            const data = toBinary(desc, message).slice();
            for (const [place, byte] of at) if (data.length > 0) data[place % data.length] = byte;
            readAsLibrary(desc, data);
            readAsLibrary(desc, data.subarray(0, Math.floor(data.length * share)));
          },
        ),
        { numRuns: 700 },
      );
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 30 }), (data) => {
          readAsLibrary(desc, data);
        }),
        { numRuns: 700 },
      );
    }
  });

  it.each(ordinaryMessages)("does not leave $typeName to fromBinary()", (desc, message) => {
    const data = toBinary(desc, message);
    for (const bytes of [data, Buffer.from(data)]) {
      expect(createBinaryMessageReader(desc)(bytes)).toStrictEqual(fromBinary(desc, bytes));
    }
  });

  it("gives bytes as a view, as fromBinary() does", () => {
    const data = toBinary(ParameterValuesSchema, create(ParameterValuesSchema, { bytesValue: new Uint8Array([1, 2]) }));
    for (const bytes of [data, Buffer.from(data)]) {
      const { bytesValue } = createBinaryMessageReader(ParameterValuesSchema)(bytes) as { bytesValue?: Uint8Array };
      expect(bytesValue?.buffer).toBe(bytes.buffer);
    }
  });

  const texts = [
    "",
    "a",
    "\0",
    "\ufeffa",
    "é",
    "日本",
    "\u{1f600}",
    "a".repeat(64),
    "b".repeat(65),
    `${"c".repeat(300)}é`,
  ];
  it.each(texts)("reads the text %j", (stringValue) => {
    const data = toBinary(ParameterValuesSchema, create(ParameterValuesSchema, { stringValue }));
    expect(readAsLibrary(ParameterValuesSchema, data)).toMatchObject({ stringValue });
  });

  it("reads every text of a message that has many", () => {
    const loginNames = Array.from({ length: 60 }, (_, i) => `${i}`.repeat(i % 40));
    const data = toBinary(ListUsersResponseSchema, create(ListUsersResponseSchema, { result: [{ loginNames }] }));
    expect(readAsLibrary(ListUsersResponseSchema, data)).toMatchObject({ result: [{ loginNames }] });
  });

  it.each([0n, 1n, -1n, 127n, 128n, 2n ** 31n, 2n ** 32n, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    "reads the number %d of 64 bits",
    (value) => {
      const uint64Value = BigInt.asUintN(64, value);
      const init = {
        int64Value: value,
        uint64Value,
        sint64Value: value,
        fixed64Value: uint64Value,
        sfixed64Value: value,
      };
      const data = toBinary(ParameterValuesSchema, create(ParameterValuesSchema, init));
      expect(readAsLibrary(ParameterValuesSchema, data)).toMatchObject(init);
    },
  );

  it.each([0, 1, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31)])("reads the number %d of 32 bits", (value) => {
    const init = {
      int32Value: value,
      sint32Value: value,
      sfixed32Value: value,
      uint32Value: value >>> 0,
    };
    const data = toBinary(ParameterValuesSchema, create(ParameterValuesSchema, init));
    expect(readAsLibrary(ParameterValuesSchema, data)).toMatchObject(init);
  });

  it.each([0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "reads the float %d",
    (value) => {
      const init = { floatValue: value, doubleValue: value, doubleList: [value, value] };
      const data = toBinary(ParameterValuesSchema, create(ParameterValuesSchema, init));
      expect(readAsLibrary(ParameterValuesSchema, data)).toMatchObject(init);
    },
  );

  // Numbers of fields: 3 int32, 4 int64, 13 bool, 14 string, 21 and 33 messages, 29 and 30 lists of enums and doubles.
  const read: readonly (readonly [string, readonly number[]])[] = [
    ["no bytes", []],
    ["a negative int32 of ten bytes", [0x18, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
    ["an int64 with bits beyond 64", [0x20, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0x7f]],
    ["an int32 with more bytes than it needs", [0x18, 0x81, 0x80, 0x00]],
    ["a tag with more bytes than it needs", [0x98, 0x80, 0x00, 0x01]],
    ["a bool of another number", [0x68, 2]],
    ["a scalar twice", [0x18, 1, 0x18, 2]],
    ["packed enums", [0xea, 0x01, 2, 1, 0]],
    ["enums that are not packed", [0xe8, 0x01, 1, 0xe8, 0x01, 0]],
    ["packed and single enums", [0xea, 0x01, 1, 1, 0xe8, 0x01, 0, 0xea, 0x01, 0]],
    ["two members of a oneof", [0xf9, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x02, 1]],
  ];
  it.each(read)("reads %s", (_, bytes) => {
    expect(readAsLibrary(ParameterValuesSchema, Uint8Array.from(bytes))).toBeDefined();
  });

  const left: readonly (readonly [string, readonly number[]])[] = [
    ["a field number of 0", [0x00, 1]],
    ["an unknown field", [0xf8, 0x7f, 1]],
    ["a tag of more than 32 bits", [0x98, 0x80, 0x80, 0x80, 0x10, 0x01]],
    ["a tag of six bytes", [0x98, 0x80, 0x80, 0x80, 0x80, 0x00, 0x01]],
    ["a tag that ends early", [0x98]],
    ["a wrong wire type", [0x1d, 1, 0, 0, 0]],
    ["a group", [0x1b, 0x1c]],
    ["a varint of eleven bytes", [0x20, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
    ["a varint that ends early", [0x20, 0x80]],
    ["a bool of two bytes", [0x68, 0x81, 0x00]],
    ["a length beyond the end", [0x72, 2, 0x61]],
    ["a length of more than 31 bits", [0x72, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ["a double that ends early", [0x09, 0, 0, 0]],
    ["a message that ends within its field", [0x8a, 0x02, 4, 0x09, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["packed doubles that end within one", [0xf2, 0x01, 4, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["a message twice", [0x92, 0x02, 0, 0x92, 0x02, 0]],
    ["a map", [0x9a, 0x02, 0]],
    ["a wrapper", [0x92, 0x01, 0]],
    ["UTF-8 that is longer than it needs to be", [0x72, 2, 0xc0, 0x80]],
    ["half of a surrogate pair", [0x72, 3, 0xed, 0xa0, 0x80]],
    ["a character that ends early", [0x72, 2, 0xe6, 0x97]],
  ];
  it.each(left)("leaves %s to fromBinary()", (_, bytes) => {
    expect(createBinaryMessageReader(ParameterValuesSchema)(Uint8Array.from(bytes))).toBeUndefined();
    readAsLibrary(ParameterValuesSchema, Uint8Array.from(bytes));
  });

  it.each([
    [19, true],
    [20, false],
    [90, false],
  ])("reads %d messages in each other: %s", (depth, isRead) => {
    const found = readAsLibrary(ParameterValuesSchema, nestedRecursively(depth));
    expect(found !== undefined).toBe(isRead);
  });

  it("leaves messages that have a prototype to fromBinary()", () => {
    const data = toBinary(FieldDescriptorProtoSchema, create(FieldDescriptorProtoSchema, { name: "a" }));
    expect(createBinaryMessageReader(FieldDescriptorProtoSchema)(data)).toBeUndefined();
    expect(createBinaryMessageReader(FieldDescriptorProtoSchema)(new Uint8Array(0))).toBeUndefined();
  });

  it("reads on after a message that it has left", () => {
    const readMessage = createBinaryMessageReader(ParameterValuesSchema);
    expect(readMessage(Uint8Array.of(0x8a, 0x02, 4, 0x09))).toBeUndefined();
    expect(readMessage(Uint8Array.of(0x18, 1))).toMatchObject({ int32Value: 1 });
  });
});

/** What is read, which has to be what the library reads; `undefined` for what is left to it. */
function readAsLibrary(desc: DescMessage, data: Uint8Array): Message | undefined {
  const found = createBinaryMessageReader(desc)(data);
  // What is read is compared with its prototypes, and what cannot be read by the library must not be read.
  if (found !== undefined) {
    const wanted = fromBinary(desc, data);
    expect(found).toStrictEqual(wanted);
    const names = Object.keys(create(desc));
    expect(Object.keys(found).slice(0, names.length)).toStrictEqual(names);
    expect(Object.getPrototypeOf(found)).toBe(Object.getPrototypeOf(create(desc)));
  }
  return found;
}

function nestedRecursively(depth: number): Uint8Array {
  const recursive = ParameterValuesSchema.field.recursive.number;
  let data = new Uint8Array(0);
  for (let i = 0; i < depth; i++)
    data = new BinaryWriter().tag(recursive, WireType.LengthDelimited).bytes(data).finish();
  return data;
}
