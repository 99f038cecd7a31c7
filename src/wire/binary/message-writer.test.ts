import { create, type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { FieldDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UpdateHumanProfileRequestSchema } from "../../../gen/zitadel/management/v1/human_pb.ts";
import { type ParameterValues, ParameterValuesSchema } from "../../../test/gen/transcoding/fields_pb.ts";
import { ordinaryMessages, shareOfTaken } from "../../../test/support/sample-messages.ts";
import { createBinaryMessageWriter } from "./message-writer.ts";

describe("createBinaryMessageWriter()", () => {
  it("writes what toBinary() writes, for every message of the services", () => {
    const share = shareOfTaken(writeAsLibrary);
    // The rest has maps.
    expect(share).toBeGreaterThan(0.9);
  });

  it("writes nothing that toBinary() refuses, and nothing in another way", () => {
    const values = fc.oneof(
      fc.anything(),
      fc.constantFrom<unknown>(
        0,
        -0,
        "",
        "0",
        "-0",
        0n,
        2n ** 63n,
        2n ** 64n,
        2 ** 31,
        2 ** 32,
        1e300,
        3.5e38,
        {},
        "\ud800",
      ),
    );
    const names = fc.constantFrom(...ParameterValuesSchema.members.map(({ localName }) => localName), "$unknown");
    fc.assert(
      fc.property(
        names,
        fc.oneof(values, fc.array(values), fc.record({ case: names, value: values })),
        (name, value) => {
          // A message as a handler should not make it.
          const message = { ...create(ParameterValuesSchema), [name]: value } as Message;
          writeAsLibrary(ParameterValuesSchema, message);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it.each(ordinaryMessages)("does not leave %s to toBinary()", (desc, message) => {
    expect(writeAsLibrary(desc, message)).toBeDefined();
  });

  const texts = [
    "a",
    "\0",
    "\ufeffa",
    "é",
    "日本",
    "\u{1f600}",
    "a".repeat(127),
    "b".repeat(128),
    "é".repeat(100),
    "日".repeat(50),
  ];
  it.each(texts)("writes the text %j", (stringValue) => {
    expectWritten({ stringValue });
  });

  it("writes texts and bytes that are larger than the room there is", () => {
    expectWritten({ stringValue: "é".repeat(9000), bytesValue: new Uint8Array(100_000).fill(7) });
    expectWritten({ stringValue: "a".repeat(3_000_000) });
    expectWritten({ stringValue: "a" });
  });

  it.each([127, 128, 16_383, 16_384, 2_097_151, 2_097_152])(
    "writes a message of about %d bytes in another",
    (length) => {
      const stringValue = "a".repeat(length - Math.ceil(Math.log2(length) / 7) - 1);
      for (const tail of ["", "b", "bb"]) expectWritten({ recursive: { stringValue: stringValue + tail } });
    },
  );

  it.each([0n, 1n, -1n, 127n, 128n, 2n ** 31n, 2n ** 32n, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    "writes the number %d of 64 bits",
    (value) => {
      const uint64Value = BigInt.asUintN(64, value);
      expectWritten({
        int64Value: value,
        uint64Value,
        sint64Value: value,
        fixed64Value: uint64Value,
        sfixed64Value: value,
      });
    },
  );

  it.each([0, -0, 1, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31)])("writes the number %d of 32 bits", (value) => {
    const unsigned = value >>> 0;
    expectWritten({
      int32Value: value,
      sint32Value: value,
      sfixed32Value: value,
      uint32Value: unsigned,
      fixed32Value: unsigned,
    });
    const enums = { enumValue: value, enumList: [value], oneof: { case: "oneofEnumValue", value } };
    // Enums may have numbers that are not known here.
    const message = { ...create(ParameterValuesSchema), ...enums } as Message;
    expect(writeAsLibrary(ParameterValuesSchema, message)).toBeDefined();
  });

  it.each([0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 3.4028234663852886e38])("writes the float %d", (value) => {
    expectWritten({ floatValue: value, doubleValue: value, doubleList: [value, value] });
  });

  const left: readonly (readonly [string, object])[] = [
    ["unknown fields", { $unknown: [{ no: 999, wireType: 0, data: Uint8Array.of(1) }] }],
    ["unknown fields in a message", { nested: { ...create(ParameterValuesSchema), $unknown: [] } }],
    ["a message of another type", { nested: create(UpdateHumanProfileRequestSchema) }],
    ["a map", { stringMap: { a: "b" } }],
    ["a wrapper", { boolValueWrapper: false }],
    ["a wrapper of no bytes", { bytesValueWrapper: new Uint8Array(0) }],
    ["a JSON object", { structValue: {} }],
    ["half of a surrogate pair", { stringValue: "\ud800" }],
    ["a number that is a text", { int32Value: "1" }],
    ["an int64 that is a number", { int64Value: 1 }],
    ["a number where a text is to be", { stringValue: 0 }],
    ["undefined where a text is to be", { stringValue: undefined }],
    ["an int32 of more bits", { int32Value: 2 ** 31 }],
    ["a negative uint32", { uint32Value: -1 }],
    ["an int64 of more bits", { int64Value: 2n ** 63n }],
    ["a negative uint64", { uint64Value: -1n }],
    ["a negative fixed64", { fixed64Value: -1n }],
    ["a float that is too large", { floatValue: 3.5e38 }],
    ["an array where bytes are to be", { bytesValue: [1] }],
    ["a list with a hole", { doubleList: new Array(1) }],
    ["no oneof", { oneof: undefined }],
  ];
  it.each(left)("leaves %s to toBinary()", (_, values) => {
    const message = { ...create(ParameterValuesSchema), ...values };
    expect(createBinaryMessageWriter(ParameterValuesSchema)(message)).toBeUndefined();
  });

  it("writes what has been set of a message that has zero values on its prototype", () => {
    expect(writeAsLibrary(FieldDescriptorProtoSchema, create(FieldDescriptorProtoSchema, { name: "a" }))).toBeDefined();
    expect(writeAsLibrary(FieldDescriptorProtoSchema, create(FieldDescriptorProtoSchema, { number: 0 }))).toBeDefined();
  });

  it("leaves a message that holds itself to toBinary()", () => {
    const message = create(ParameterValuesSchema);
    message.recursive = message;
    expect(createBinaryMessageWriter(ParameterValuesSchema)(message)).toBeUndefined();
  });

  it("gives bytes that the next message does not change", () => {
    const write = createBinaryMessageWriter(ParameterValuesSchema);
    const first = write(create(ParameterValuesSchema, { stringValue: "first" }));
    write(create(ParameterValuesSchema, { stringValue: "other" }));
    expect(Buffer.from(first ?? [])).toStrictEqual(
      Buffer.from(toBinary(ParameterValuesSchema, create(ParameterValuesSchema, { stringValue: "first" }))),
    );
  });
});

function expectWritten(init: Parameters<typeof create<typeof ParameterValuesSchema>>[1]): void {
  const message: ParameterValues = create(ParameterValuesSchema, init);
  expect(writeAsLibrary(ParameterValuesSchema, message)).toBeDefined();
}

/** What is written, which has to be what the library writes; `undefined` for what is left to it. */
function writeAsLibrary(desc: DescMessage, message: Message): Uint8Array | undefined {
  const written = createBinaryMessageWriter(desc)(message);
  // What cannot be written by the library must not be written.
  if (written !== undefined && !Buffer.from(written).equals(toBinary(desc, message))) {
    expect(Buffer.from(written)).toStrictEqual(Buffer.from(toBinary(desc, message)));
  }
  return written;
}
