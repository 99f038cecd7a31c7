import { describe, expect, it } from "vitest";
import { escapeXml, isXmlName, isXmlText } from "./xml-text.ts";

describe("escapeXml()", () => {
  const cases = [
    { text: "Gigi", want: "Gigi" },
    { text: `<a href="x" b='y'>&`, want: "&lt;a href=&quot;x&quot; b=&apos;y&apos;&gt;&amp;" },
    { text: "]]>", want: "]]&gt;" },
    { text: "a\r\nb\t", want: "a&#13;\nb\t" },
    { text: "Ж🦒", want: "Ж🦒" },
    { text: "a\u0000b\u001Fc\uFFFE", want: "a\uFFFDb\uFFFDc\uFFFD" },
    { text: "\uD800x", want: "\uFFFDx" },
  ];
  for (const { text, want } of cases) it(`writes ${JSON.stringify(text)}`, () => expect(escapeXml(text)).toBe(want));
});

describe("isXmlName()", () => {
  for (const name of ["a", "_", "first_name", "USER_FIELD_xPH1D", "имя", "a-b.c1"])
    it(`takes ${name}`, () => expect(isXmlName(name)).toBe(true));
  for (const name of ["", "1a", "-a", "a b", "a:b", "a>", "a/", "a\n", "<a"])
    it(`refuses ${JSON.stringify(name)}`, () => expect(isXmlName(name)).toBe(false));
});

describe("isXmlText()", () => {
  it("takes tabs, line breaks and every plane", () => expect(isXmlText("a\t\r\n\u{10FFFF}")).toBe(true));
  for (const text of ["\u0000", "\u000B", "\uDC00", "\uFFFF"])
    it(`refuses ${JSON.stringify(text)}`, () => expect(isXmlText(text)).toBe(false));
});
