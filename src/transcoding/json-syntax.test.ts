import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locateJsonError } from "./json-syntax.ts";

describe("locateJsonError()", () => {
  const cases = [
    { text: "", position: 0, reason: "expected a value, but the text ends" },
    { text: "{", position: 1, reason: 'expected a key in double quotes or "}", but the text ends' },
    { text: '{"a"', position: 4, reason: 'expected ":" after the key, but the text ends' },
    { text: '{"a":1', position: 6, reason: 'expected "," or the closing bracket, but the text ends' },
    { text: '{"a":1,}', position: 7, reason: 'expected a key in double quotes, found "}"' },
    { text: "[1,]", position: 3, reason: 'expected a value, found "]"' },
    { text: "[,1]", position: 1, reason: 'expected a value or "]", found ","' },
    { text: "[1 2]", position: 3, reason: 'expected "," or the closing bracket, found "2"' },
    { text: "[1}", position: 2, reason: 'expected "," or the closing bracket, found "}"' },
    { text: "{a:1}", position: 1, reason: 'expected a key in double quotes or "}", found "a"' },
    { text: "{'a':1}", position: 1, reason: 'expected a key in double quotes or "}", found "\'"' },
    { text: "{}.", position: 2, reason: 'expected nothing more after the value, found "."' },
    { text: "{} {}", position: 3, reason: 'expected nothing more after the value, found "{"' },
    { text: "undefined", position: 0, reason: 'expected a value, found "undefined"' },
    { text: "[True]", position: 1, reason: 'expected a value or "]", found "True"' },
    { text: "01", position: 0, reason: 'expected a value, found "0"' },
    { text: "[1.]", position: 1, reason: 'expected a value or "]", found "1"' },
    { text: "-", position: 0, reason: 'expected a value, found "-"' },
    { text: '"a', position: 0, reason: "the string that starts here is not closed" },
    { text: '"a\\x"', position: 2, reason: "not an escape sequence that JSON knows" },
    { text: '"a\nb"', position: 2, reason: "a control character in a string must be written as an escape" },
    { text: "😀", position: 0, reason: 'expected a value, found "😀"' },
  ];
  for (const { text, position, reason } of cases) {
    it(`says of ${JSON.stringify(text)}: ${reason}`, () => expect(locateJsonError(text)).toEqual({ position, reason }));
  }

  it("finds an error exactly where JSON.parse() does", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"',
      '"a"',
      "1",
      "-",
      "0",
      ".5",
      "e9",
      "true",
      "null",
      " ",
      "\n",
      "\\",
      "\\u00e9",
      "x",
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join("")),
    );
    fc.assert(
      fc.property(text, (input) => {
        expect(locateJsonError(input) === undefined).toBe(isJson(input));
      }),
      { numRuns: 600 },
    );
  });

  it("walks deep and long texts without recursion and in proportion", () => {
    const start = performance.now();
    expect(locateJsonError("[".repeat(1_000_000))?.position).toBe(1_000_000);
    expect(locateJsonError(`"${"a".repeat(1_000_000)}`)?.position).toBe(0);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
