import { toJson } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ParameterValuesSchema, Proto3MessageSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { findField } from "./field-path.ts";
import { type FieldText, findFieldText } from "./field-text.ts";

function getText(name: string): FieldText {
  const field = findField(ParameterValuesSchema, name);
  const text = field === undefined ? undefined : findFieldText(field);
  if (text === undefined) throw new Error(`no text for ${name}`);
  return text;
}

/** The field as JSON after its text was parsed. */
function parseToJson(name: string, text: string): unknown {
  const field = findField(ParameterValuesSchema, name);
  const value = getText(name).parse(text);
  if (field === undefined || value === undefined) return undefined;
  const message = reflect(ParameterValuesSchema);
  message.set(field, value);
  // The descriptor and the message inside belong together.
  return Object.values(Object(toJson(ParameterValuesSchema, message.message as never)))[0];
}

describe("findFieldText()", () => {
  const accepted: [field: string, text: string, json: unknown][] = [
    ["string_value", "null", "null"],
    ["bool_value", "true", true],
    ["int32_value", "-2147483648", -2147483648],
    ["int32_value", "007", 7],
    ["uint32_value", "4294967295", 4294967295],
    ["sint32_value", "-1", -1],
    ["fixed32_value", "1", 1],
    ["sfixed32_value", "-1", -1],
    ["int64_value", "-9223372036854775808", "-9223372036854775808"],
    ["uint64_value", "18446744073709551615", "18446744073709551615"],
    ["fixed64_value", "1", "1"],
    ["sfixed64_value", "-1", "-1"],
    ["double_value", "1e300", 1e300],
    ["double_value", "-0.5", -0.5],
    ["double_value", "-Infinity", "-Infinity"],
    ["float_value", "NaN", "NaN"],
    ["bytes_value", "-_-_", "+/+/"],
    ["bytes_value", "YQ", "YQ=="],
    ["bytes_value", "YQ==", "YQ=="],
    ["enum_value", "ENUM_VALUE", "ENUM_VALUE"],
    ["enum_value", "1", "ENUM_VALUE"],
    ["timestamp", "2021-01-01T02:00:00.5+02:00", "2021-01-01T00:00:00.500Z"],
    ["timestamp", '"2021-01-01T00:00:00Z"', "2021-01-01T00:00:00Z"],
    ["duration", "-1.5s", "-1.500s"],
    ["field_mask", "fooBar,baz", "fooBar,baz"],
    ["field_mask", "foo_bar,baz.q_x", "fooBar,baz.qX"],
    ["field_mask", "", ""],
    ["bool_value_wrapper", "true", true],
    ["int64_value_wrapper", "5", "5"],
    ["string_value_wrapper", '"quoted"', '"quoted"'],
    ["bytes_value_wrapper", "_w", "/w=="],
  ];
  for (const [field, text, json] of accepted) {
    it(`reads ${JSON.stringify(text)} as ${JSON.stringify(json)} for ${field}`, () => {
      expect(parseToJson(field, text)).toEqual(json);
    });
  }

  const refused: [field: string, text: string][] = [
    ["bool_value", "1"],
    ["bool_value", "TRUE"],
    ["bool_value", ""],
    ["int32_value", "2147483648"],
    ["int32_value", "1.0"],
    ["int32_value", "1e3"],
    ["int32_value", "0x10"],
    ["int32_value", " 1"],
    ["int32_value", ""],
    ["uint32_value", "-1"],
    ["int64_value", "9223372036854775808"],
    ["uint64_value", "99999999999999999999999"],
    ["double_value", "1e309"],
    ["double_value", "inf"],
    ["double_value", ".5"],
    ["double_value", "1."],
    ["float_value", "1e39"],
    ["bytes_value", "a"],
    ["bytes_value", "a b"],
    ["bytes_value", "=YQ"],
    ["enum_value", "enum_value"],
    ["enum_value", "2"],
    ["enum_value", "1.0"],
    ["enum_value", "toString"],
    ["timestamp", "null"],
    ["timestamp", "2021-01-01"],
    ["timestamp", "2021-13-01T00:00:00Z"],
    ["duration", "1"],
    ["duration", "1.5sx"],
    ["duration", "1.1234567890s"],
    ["duration", "315576000001s"],
    ["field_mask", "_"],
    ["field_mask", "a__b"],
    ["int32_value_wrapper", "x"],
  ];
  for (const [field, text] of refused) {
    it(`refuses ${JSON.stringify(text)} for ${field}`, () => expect(getText(field).parse(text)).toBeUndefined());
  }

  for (const name of ["recursive", "nested", "struct_value", "value", "recursive_list", "nested_map"]) {
    it(`has none for ${name}`, () => {
      const field = findField(ParameterValuesSchema, name);
      expect(field && findFieldText(field)).toBeUndefined();
    });
  }

  it("says what it expects", () => {
    expect(getText("int32_value").expected).toBe("a whole number from -2147483648 to 2147483647");
    expect(getText("enum_value").expected).toBe("one of ENUM_UNSPECIFIED, ENUM_VALUE");
    expect(getText("uint64_value_wrapper").expected).toBe("a whole number from 0 to 18446744073709551615");
  });

  it("never throws, whatever the field and the text", () => {
    const texts = [...ParameterValuesSchema.fields, ...Proto3MessageSchema.fields].flatMap(
      (f) => findFieldText(f) ?? [],
    );
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.eEsTZ:_,"=a]*$/));
    fc.assert(
      fc.property(fc.constantFrom(...texts), text, (fieldText, input) => {
        const value = fieldText.parse(input);
        if (value !== undefined) expect(typeof fieldText.format(value)).toBe("string");
      }),
      { numRuns: 500 },
    );
  });

  it("is quick about long input", () => {
    const start = performance.now();
    for (const input of ["0", "9", "a", "=", "1.", "-"]) {
      for (const { name } of ParameterValuesSchema.fields) {
        const field = findField(ParameterValuesSchema, name);
        if (field !== undefined) findFieldText(field)?.parse(`${input.repeat(100_000)}x`);
      }
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
