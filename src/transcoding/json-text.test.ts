import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./json-text.ts";

const encoder = new TextEncoder();
const maxDepth = 100;

function parse(text: string): unknown {
  return parseJson(encoder.encode(text), maxDepth);
}

describe("parseJson()", () => {
  it("returns what JSON.parse() returns", () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        if (!text.includes("__proto__")) expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  const refused = [
    {
      name: "malformed text",
      text: '{\n  "a": 1,\n  "b" 2\n}',
      reason: 'line 3, column 7: expected ":" after the key, found "2"',
    },
    {
      name: "trailing text",
      text: "{}x",
      reason: 'line 1, column 3: expected nothing more after the value, found "x"',
    },
    { name: "a byte order mark", text: "\u{feff}{}", reason: "byte order mark" },
    { name: "a prototype key", text: '{"a":[{"__proto__":{}}]}', reason: 'the key "__proto__" is not allowed' },
    { name: "an escaped prototype key", text: '{"\\u005f_proto__":{}}', reason: 'the key "__proto__" is not allowed' },
    { name: "deep nesting", text: "[".repeat(101) + "]".repeat(101), reason: "nested more than 100 levels deep" },
    {
      name: "deep nesting that is not closed",
      text: '{"a":'.repeat(100_000),
      reason: "nested more than 100 levels deep",
    },
  ];
  for (const { name, text, reason } of refused) {
    it(`refuses ${name}`, () => {
      expect(() => parse(text)).toThrow("[invalid_argument] invalid JSON body: ");
      expect(() => parse(text)).toThrow(reason);
    });
  }

  it("refuses bytes that are not UTF-8", () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22), maxDepth)).toThrow("the text is not UTF-8");
    expect(() => parseJson(Uint8Array.of(0xff, 0xfe, 0x7b, 0x00), maxDepth)).toThrow("the text is not UTF-8");
  });

  it("counts brackets outside strings only", () => {
    const text = JSON.stringify({ a: `${"[".repeat(500)}\\"${"{".repeat(500)}` });
    expect(parse(text)).toEqual(JSON.parse(text));
    const flat = JSON.stringify(Array.from({ length: 500 }, () => [{}]));
    expect(parse(flat)).toHaveLength(500);
  });

  it("accepts nesting up to the limit", () => {
    expect(() => parse("[".repeat(100) + "]".repeat(100))).not.toThrow();
  });

  it("keeps __proto__ inside values", () => {
    expect(parse('["__proto__"]')).toEqual(["__proto__"]);
  });
});
