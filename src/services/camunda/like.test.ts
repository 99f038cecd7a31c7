import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLike } from "./like.ts";

describe("isLike()", () => {
  const rows = [
    { text: "firstName", pattern: "first%", want: true },
    { text: "firstName", pattern: "%Name", want: true },
    { text: "firstName", pattern: "%stNa%", want: true },
    { text: "firstName", pattern: "first", want: false },
    { text: "firstName", pattern: "FIRST%", want: false },
    { text: "abcabd", pattern: "%abd", want: true },
    { text: "ab", pattern: "a_", want: true },
    { text: "a\u{1f992}", pattern: "a_", want: true },
    { text: "abc", pattern: "a_", want: false },
    { text: "a%", pattern: "a\\%", want: true },
    { text: "ab", pattern: "a\\%", want: false },
    { text: "a\\", pattern: "a\\", want: true },
    { text: "", pattern: "%%", want: true },
    { text: "", pattern: "", want: true },
    { text: "a", pattern: "", want: false },
  ];
  for (const { text, pattern, want } of rows) {
    it(`${JSON.stringify(text)} ${want ? "fits" : "does not fit"} ${JSON.stringify(pattern)}`, () =>
      expect(isLike(text, pattern)).toBe(want));
  }

  it("agrees with the regular expression that the pattern stands for", () => {
    const pieces = fc.array(fc.constantFrom("a", "b", "%", "_", "\\%"), { maxLength: 8 });
    fc.assert(
      fc.property(fc.stringMatching(/^[ab%]{0,8}$/), pieces, (text, pattern) => {
        const meanings = new Map([
          ["%", ".*"],
          ["_", "."],
          ["\\%", "%"],
        ]);
        const source = pattern.map((piece) => meanings.get(piece) ?? piece).join("");
        expect(isLike(text, pattern.join(""))).toBe(new RegExp(`^${source}$`, "s").test(text));
      }),
    );
  });
});
