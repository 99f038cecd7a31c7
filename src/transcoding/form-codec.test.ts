import { create, type JsonValue, toJson } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Proto3Message, Proto3MessageSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { parseContentType } from "./content-type.ts";
import { createFormCodec } from "./form-codec.ts";

const schema = Proto3MessageSchema;
const field = (name: string) => schema.fields.find((candidate) => candidate.name === name);
const readForm = createFormCodec().createReader(schema, undefined);
const read = (form: string | Uint8Array, reader = readForm): JsonValue =>
  // A reader answers a message of the type that it was made for.
  toJson(schema, reader(typeof form === "string" ? new TextEncoder().encode(form) : form) as Proto3Message);

describe("createFormCodec()", () => {
  const accepted: readonly { readonly form: string; readonly want: JsonValue }[] = [
    { form: "", want: {} },
    { form: "string_value=a+b%20c&optionalValue=", want: { stringValue: "a b c", optionalValue: "" } },
    { form: "string_value=%F0%9F%A6%92", want: { stringValue: "🦒" } },
    { form: "string_value=a%2Bb%26c%3Dd", want: { stringValue: "a+b&c=d" } },
    { form: "repeated_value=a&repeated_value=b&unknown=1&unknown=2", want: { repeatedValue: ["a", "b"] } },
    { form: "nested.string_value=a", want: { nested: { stringValue: "a" } } },
  ];
  for (const { form, want } of accepted) {
    it(`reads ${JSON.stringify(form)}`, () => expect(read(form)).toEqual(want));
  }

  const refused: readonly { readonly name: string; readonly form: string | Uint8Array; readonly reason: string }[] = [
    { name: "a field twice", form: "string_value=a&stringValue=b", reason: "given more than once" },
    { name: "a broken escape", form: "string_value=100%", reason: "is not percent-encoded UTF-8" },
    { name: "escapes that are no UTF-8", form: "string_value=%FF", reason: "is not percent-encoded UTF-8" },
    {
      name: "bytes that are no UTF-8",
      form: new Uint8Array([0x61, 0x3d, 0xff]),
      reason: "is not percent-encoded UTF-8",
    },
    { name: "characters that should be escaped", form: "string_value=🦒", reason: "is not percent-encoded UTF-8" },
    { name: "JSON", form: '{"string_value":"100%"}', reason: "is not percent-encoded UTF-8" },
  ];
  for (const { name, form, reason } of refused) {
    it(`refuses ${name}`, () => expect(() => read(form)).toThrow(reason));
  }

  it("refuses unknown keys when it is told to", () => {
    const strict = createFormCodec({ unknownKeys: "reject" }).createReader(schema, undefined);
    expect(() => read("unknown=1", strict)).toThrow("names no field");
  });

  it("reads a form as the value of one field", () => {
    const reader = createFormCodec().createReader(schema, field("nested"));
    expect(read("string_value=a", reader)).toEqual({ nested: { stringValue: "a" } });
    expect(() => createFormCodec().createReader(schema, field("string_value"))).toThrow("string_value");
  });

  const types: readonly { readonly header: string; readonly isReadable: boolean }[] = [
    { header: "application/x-www-form-urlencoded", isReadable: true },
    { header: "Application/X-WWW-Form-URLencoded; Charset=UTF-8", isReadable: true },
    { header: "application/x-www-form-urlencoded; charset=iso-8859-1", isReadable: false },
    { header: "application/json", isReadable: false },
    { header: "multipart/form-data; boundary=x", isReadable: false },
  ];
  for (const { header, isReadable } of types) {
    it(`${isReadable ? "reads" : "does not read"} ${header}`, () => {
      const type = parseContentType(header);
      expect(type && createFormCodec().isReadable(type)).toBe(isReadable);
    });
  }

  it("answers in JSON", () => {
    const { contentType, createWriter } = createFormCodec();
    expect(contentType).toBe("application/json");
    const bytes = createWriter(schema, undefined)(create(schema, { stringValue: "a" }));
    expect(new TextDecoder().decode(bytes)).toBe('{"stringValue":"a"}');
  });

  it("reads back whatever URLSearchParams writes", () => {
    const texts = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), texts, (stringValue, repeatedValue) => {
        const form = new URLSearchParams([
          ["string_value", stringValue],
          ...repeatedValue.map((value): [string, string] => ["repeated_value", value]),
        ]);
        expect(read(String(form))).toEqual(toJson(schema, create(schema, { stringValue, repeatedValue })));
      }),
    );
  });

  it("never fails with anything but invalid_argument", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readForm(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ConnectError);
        }
      }),
    );
  });
});
