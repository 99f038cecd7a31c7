import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeHeaderText, encodeHeaderText } from "./header-text.ts";

/** A text as Node shows a header with these bytes. */
const asNodeShows = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding).toString("latin1");

describe("decodeHeaderText()", () => {
  const cases = [
    { name: "ASCII", value: "Gigi", want: "Gigi" },
    { name: "UTF-8", value: asNodeShows("Žofie Ж 🦒", "utf8"), want: "Žofie Ж 🦒" },
    { name: "latin1", value: asNodeShows("José", "latin1"), want: "José" },
    { name: "bytes that are half UTF-8", value: asNodeShows("é", "utf8").slice(0, 1), want: "Ã" },
    { name: "text that somebody has decoded", value: "Ж é", want: "Ж é" },
    { name: "nothing", value: "", want: "" },
  ];
  for (const { name, value, want } of cases) {
    it(`reads ${name}`, () => expect(decodeHeaderText(value)).toBe(want));
  }
});

describe("encodeHeaderText()", () => {
  it("writes what is read back as the same text, without the control characters", () =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(decodeHeaderText(encodeHeaderText(text))).toBe(text.replace(/[\x00-\x1f\x7f]/g, " "));
      }),
    ));

  it("writes nothing that ends a header, nor anything that Node refuses in one", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(encodeHeaderText(text)).toMatch(/^[\x20-\x7e\x80-\xff]*$/);
      }),
    ));
});
