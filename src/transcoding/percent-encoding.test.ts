import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalizeSegment,
  decodeQueryText,
  decodeSegment,
  decodeSegments,
  encodeQueryText,
  encodeSegment,
  encodeSegments,
  type MultiSegmentDecoding,
} from "./percent-encoding.ts";

describe("canonicalizeSegment()", () => {
  const cases = [
    { input: "users", want: "users" },
    { input: "%75sers", want: "users" },
    { input: "a%2fb", want: "a%2Fb" },
    { input: "a:b", want: "a%3Ab" },
    { input: "ada@example.org", want: "ada%40example.org" },
    { input: "%ab", want: "%AB" },
    { input: "*", want: "%2A" },
    { input: "", want: "" },
    { input: "%2", want: undefined },
    { input: "%zz", want: undefined },
    { input: "é", want: undefined },
  ];
  for (const { input, want } of cases) {
    it(`makes ${want} of ${JSON.stringify(input)}`, () => expect(canonicalizeSegment(input)).toBe(want));
  }

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = canonicalizeSegment(text);
        expect(once === undefined ? undefined : canonicalizeSegment(once)).toBe(once);
      }),
    );
  });
});

describe("decodeSegment()", () => {
  const cases = [
    { input: "plain", want: "plain" },
    { input: "a%2Fb", want: "a/b" },
    { input: "%252F", want: "%2F" },
    { input: "%E4%B8%96", want: "世" },
    { input: "a+b", want: "a+b" },
    { input: "%00", want: "\u0000" },
    { input: "%", want: undefined },
    { input: "%4", want: undefined },
    { input: "%zz", want: undefined },
    { input: "%C3%28", want: undefined },
    { input: "%C0%AF", want: undefined },
    { input: "%ED%A0%80", want: undefined },
    { input: "a b", want: undefined },
    { input: "世", want: undefined },
    { input: "\u0000", want: undefined },
  ];
  for (const { input, want } of cases) {
    it(`makes ${JSON.stringify(want)} of ${JSON.stringify(input)}`, () => expect(decodeSegment(input)).toBe(want));
  }
});

describe("decodeSegments()", () => {
  const input = "%2f%23/%20%2523";
  const cases: { decoding: MultiSegmentDecoding; want: string }[] = [
    { decoding: "all-except-slash", want: "%2F#/ %23" },
    { decoding: "all-except-reserved", want: "%2F%23/ %23" },
    { decoding: "all", want: "/#/ %23" },
  ];
  for (const { decoding, want } of cases) {
    it(`makes ${want} of ${input} with ${decoding}`, () => expect(decodeSegments(input, decoding)).toBe(want));
  }

  it("keeps every reserved character escaped with all-except-reserved", () => {
    const reserved = [..."!#$&'()*+,/:;=?@[]"].map((c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).join("");
    expect(decodeSegments(reserved, "all-except-reserved")).toBe(reserved);
  });

  it("decodes a percent sign once", () => {
    expect(decodeSegments("100%25%2f", "all-except-slash")).toBe("100%%2F");
  });

  it("refuses invalid UTF-8 in any mode", () => {
    for (const decoding of ["all-except-slash", "all-except-reserved", "all"] as const) {
      expect(decodeSegments("a/%FF", decoding)).toBeUndefined();
    }
  });
});

describe("decodeQueryText()", () => {
  it("reads + as a space and %2B as +", () => expect(decodeQueryText("a+b%2Bc")).toBe("a b+c"));
  it("refuses a malformed escape", () => expect(decodeQueryText("100%")).toBeUndefined());
});

describe("encoding", () => {
  it("of a segment is undone by decodeSegment()", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeSegment(encodeSegment(text))).toBe(text);
      }),
    );
  });

  it("of a query text is undone by decodeQueryText()", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeQueryText(encodeQueryText(text))).toBe(text);
      }),
    );
  });

  it("of segments is undone by decodeSegments(), slashes and kept escapes included", () => {
    const text = fc.array(fc.oneof(fc.constantFrom("/", "%2F", "%"), fc.string({ unit: "grapheme" })));
    fc.assert(
      fc.property(text, (parts) => {
        const joined = parts.join("").replace(/%2f/g, "%2F");
        expect(decodeSegments(encodeSegments(joined), "all-except-slash")).toBe(joined);
      }),
    );
  });

  it("replaces a surrogate without its partner", () => expect(encodeSegment("\ud800")).toBe("%EF%BF%BD"));
});
