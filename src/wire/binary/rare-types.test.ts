import { create, createFileRegistry, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import {
  FileDescriptorProtoSchema,
  FieldOptions_JSType as JsType,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { createBinaryMessageReader } from "./message-reader.ts";
import { createBinaryMessageWriter } from "./message-writer.ts";

const options = { jstype: JsType.JS_STRING };

/** What no message of ours has: numbers of 64 bits that are texts in memory, and a field with a high number. */
const rare = describeMessage([
  { name: "signed", number: 1, type: Type.INT64, label: Label.OPTIONAL, options },
  { name: "unsigned", number: 2, type: Type.UINT64, label: Label.REPEATED, options },
  { name: "fixed", number: 3, type: Type.SFIXED64, label: Label.OPTIONAL, options },
  { name: "high", number: 70_000, type: Type.INT32, label: Label.OPTIONAL },
]);

describe("messages of rare types in binary", () => {
  it.each(["0", "1", "-1", "999999999999999999", "-999999999999999999"])(
    "read and write the number %s as a text",
    (text) => {
      const unsigned = [text.replace("-", ""), "7"];
      const message = create(rare, { signed: text, unsigned, fixed: text });
      const data = toBinary(rare, message);
      expect(Buffer.from(createBinaryMessageWriter(rare)(message) ?? [])).toStrictEqual(Buffer.from(data));
      expect(createBinaryMessageReader(rare)(data)).toStrictEqual(fromBinary(rare, data));
      expect(createBinaryMessageReader(rare)(data)).toMatchObject({ signed: text, unsigned, fixed: text });
    },
  );

  it("read a text of the largest number", () => {
    const data = toBinary(rare, create(rare, { signed: "9223372036854775807" }));
    expect(createBinaryMessageReader(rare)(data)).toMatchObject({ signed: "9223372036854775807" });
  });

  it.each(["-0", "00", "+1", " 1", "0x1", "1e3", "", "a", "9223372036854775808"])(
    "leave the text %j to toBinary()",
    (text) => {
      expect(createBinaryMessageWriter(rare)({ ...create(rare), signed: text } as Message)).toBeUndefined();
    },
  );

  it("write a field with a high number, and leave it to fromBinary()", () => {
    const message = create(rare, { high: 5 });
    const data = toBinary(rare, message);
    expect(Buffer.from(createBinaryMessageWriter(rare)(message) ?? [])).toStrictEqual(Buffer.from(data));
    expect(createBinaryMessageReader(rare)(data)).toBeUndefined();
  });
});

interface FieldInit {
  readonly name: string;
  readonly number: number;
  readonly type: Type;
  readonly label: Label;
  readonly options?: { readonly jstype: JsType };
}

function describeMessage(field: FieldInit[]): DescMessage {
  const file = create(FileDescriptorProtoSchema, {
    name: "rare.proto",
    syntax: "proto3",
    messageType: [{ name: "Rare", field }],
  });
  const desc = createFileRegistry(file, () => undefined).getMessage("Rare");
  if (desc === undefined) throw new Error("the registry has no message");
  return desc;
}
