import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFieldsXml } from "./fields-xml.ts";

const parse = (document: string) => {
  const fields = parseFieldsXml(document);
  return fields === undefined ? undefined : Object.fromEntries(fields);
};

describe("parseFieldsXml()", () => {
  const readable: readonly { readonly document: string; readonly want: Record<string, string> }[] = [
    { document: "<fields/>", want: {} },
    { document: "<fields></fields>", want: {} },
    { document: "<fields><first_name>John</first_name></fields>", want: { first_name: "John" } },
    { document: "<fields><a>1</a><A>2</A></fields>", want: { a: "1", A: "2" } },
    { document: "<fields><city/><state></state></fields>", want: { city: "", state: "" } },
    { document: " <fields >\t<a >x</a >\n</fields > ", want: { a: "x" } },
    { document: "<fields><a> x y </a></fields>", want: { a: "x y" } },
    { document: "<fields><a>&lt;b&gt; &amp; &quot;&apos;</a></fields>", want: { a: `<b> & "'` } },
    { document: "<fields><a>&#1046;&#x1F992;&#0000000065;</a></fields>", want: { a: "Ж🦒A" } },
    { document: "<fields><a>&amp;lt;</a></fields>", want: { a: "&lt;" } },
    { document: "<fields><a><![CDATA[<b> & ]]]]><![CDATA[>]]></a></fields>", want: { a: "<b> & ]]>" } },
    { document: "<fields><!-- x --><a>1<!-- y -->2</a></fields><!-- z -->", want: { a: "12" } },
    { document: '<?xml version="1.0" encoding="UTF-8"?><fields><a>1</a></fields>', want: { a: "1" } },
    { document: "<?xml version='1.0' standalone='yes' ?>\n<fields/>", want: {} },
    { document: "\uFEFF<fields/>", want: {} },
    { document: "<fields><a>x\r\ny\rz</a></fields>", want: { a: "x\ny\nz" } },
    { document: "<fields><USER_FIELD_xPH1D>v</USER_FIELD_xPH1D></fields>", want: { USER_FIELD_xPH1D: "v" } },
    { document: "<fields><имя>Zofie</имя></fields>", want: { имя: "Zofie" } },
    { document: "<fields><__proto__>x</__proto__></fields>", want: Object.fromEntries([["__proto__", "x"]]) },
  ];
  for (const { document, want } of readable) {
    it(`reads ${JSON.stringify(document)}`, () => expect(parse(document)).toEqual(want));
  }

  const refused: readonly string[] = [
    "",
    "fields",
    "<fields>",
    "<fields",
    "</fields>",
    "<Fields></Fields>",
    "<field></field>",
    "<fields></field>",
    "<fields><a>1</b></fields>",
    "<fields><a>1</a>",
    "<fields><a>1",
    "<fields><a><b>1</b></a></fields>",
    "<fields><a>1</a><a>2</a></fields>",
    "<fields>text</fields>",
    "<fields>&#32;</fields>",
    "<fields><![CDATA[ ]]></fields>",
    "<fields/><fields/>",
    "<fields/>text",
    "text<fields/>",
    "<fields><a x='1'>1</a></fields>",
    "<fields xmlns='urn:x'/>",
    "<x:fields xmlns:x='urn:x'/>",
    "<fields><x:a>1</x:a></fields>",
    "<fields><1a>1</1a></fields>",
    "<fields><a>&nbsp;</a></fields>",
    "<fields><a>&#0;</a></fields>",
    "<fields><a>&#xD800;</a></fields>",
    "<fields><a>&#x110000;</a></fields>",
    "<fields><a>&#99999999999;</a></fields>",
    "<fields><a>&amp</a></fields>",
    "<fields><a>a & b</a></fields>",
    "<fields><a>\u0001</a></fields>",
    "<fields><a>\uD800</a></fields>",
    "<fields><a>]]></a></fields>",
    "<fields><a><![CDATA[x</a></fields>",
    "<fields><!-- a -- b --></fields>",
    "<fields><!-- a ---></fields>",
    "<fields><!-- a </fields>",
    "<fields><?php x ?></fields>",
    "<fields><a><?php x ?></a></fields>",
    "<?xml-stylesheet href='x'?><fields/>",
    " <?xml version='1.0'?><fields/>",
    "<?xml version='2.0'?><fields/>",
    "<!DOCTYPE fields><fields/>",
    "<!DOCTYPE fields [<!ENTITY a 'b'>]><fields><a>&a;</a></fields>",
    "<!DOCTYPE fields SYSTEM 'file:///etc/passwd'><fields/>",
    "<fields>\u00A0<a/></fields>",
    // What an HTTP server makes of a header that was sent twice.
    "<fields><a>1</a></fields>, <fields><a>1</a></fields>",
  ];
  for (const document of refused) {
    it(`refuses ${JSON.stringify(document)}`, () => expect(parse(document)).toBeUndefined());
  }

  it("refuses a document longer than 65,536 units, and more than 256 fields", () => {
    const ofLength = (length: number) => `<fields><a>${"x".repeat(length - 24)}</a></fields>`;
    expect(ofLength(65_536)).toHaveLength(65_536);
    expect(parseFieldsXml(ofLength(65_536))?.get("a")).toHaveLength(65_512);
    expect(parse(ofLength(65_537))).toBeUndefined();
    const ofFields = (count: number) =>
      `<fields>${Array.from({ length: count }, (_, index) => `<f${index}/>`).join("")}</fields>`;
    expect(parseFieldsXml(ofFields(256))?.size).toBe(256);
    expect(parseFieldsXml(ofFields(257))).toBeUndefined();
  });
});

const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,10}$/);
const textOf = (unit: fc.Arbitrary<string>) => fc.array(unit, { maxLength: 20 }).map((units) => units.join(""));
/** Characters that a document may hold, markup among them. */
const text = textOf(
  fc.oneof(
    fc.constantFrom("<", ">", "&", "]", '"', "'", "-", "é", "Ж", "\u{1F992}", "\n"),
    fc.stringMatching(/^[ -~]$/),
  ),
);
const encodings: readonly ((value: string) => string)[] = [
  (value) => value.replace(/[<>&]/g, (character) => `&#${character.codePointAt(0)};`),
  (value) => Array.from(value, (character) => `&#x${character.codePointAt(0)?.toString(16)};`).join(""),
  (value) => `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`,
  (value) =>
    `<!-- & < -->${value.replace(/[<>&]/g, (character) => ({ "<": "&lt;", ">": "&gt;" })[character] ?? "&amp;")}`,
];

/** The part of an independent parser that is used here; its own types do not fit this compiler's settings. */
interface OtherParser {
  on(event: "error", handler: () => void): void;
  on(event: "opentag", handler: (tag: { readonly name: string }) => void): void;
  on(event: "text" | "cdata", handler: (text: string) => void): void;
  write(text: string): OtherParser;
  close(): void;
}
const { SaxesParser }: { readonly SaxesParser: new () => OtherParser } = createRequire(import.meta.url)("saxes");

/** What an independent parser finds: each element below the root with its text, `undefined` when it is not well-formed. */
function readByOther(document: string): readonly (readonly [string, string])[] | undefined {
  const found: [string, string][] = [];
  const parser = new SaxesParser();
  let isMalformed = false;
  parser.on("error", () => {
    isMalformed = true;
  });
  parser.on("opentag", (tag) => found.push([tag.name, ""]));
  const add = (part: string) => {
    const last = found.at(-1);
    if (last !== undefined) last[1] += part;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  try {
    parser.write(document).close();
  } catch {
    return undefined;
  }
  return isMalformed ? undefined : found.slice(1);
}

describe("parseFieldsXml(), by properties", () => {
  it("reads back every value in every way of writing it", () => {
    const fields = fc.uniqueArray(fc.tuple(name, text, fc.constantFrom(...encodings)), { selector: ([key]) => key });
    fc.assert(
      fc.property(fields, (entries) => {
        const elements = entries.map(([key, value, encode]) => `<${key}>${encode(value)}</${key}>`);
        const want = new Map(entries.map(([key, value]) => [key, value.trim()]));
        expect(parseFieldsXml(`<fields>${elements.join("")}</fields>`)).toEqual(want);
      }),
    );
  });

  it("reads nothing that another parser calls malformed, and never something else than it", () => {
    const pieces = fc.constantFrom(
      ...[
        "]]>",
        "<fields>",
        "</fields>",
        "<a>",
        "</a>",
        "<b/>",
        "<b>",
        "</b>",
        "x",
        " ",
        "&amp;",
        "&#65;",
        "&x;",
        "&",
        "<",
      ],
      ...["<![CDATA[", "]]", "<!--", "-->", "--", "<?x?>", "<!DOCTYPE fields>", "é", "\u0001", ">"],
    );
    const anything = fc.oneof(
      textOf(pieces),
      textOf(pieces).map((inner) => `<fields>${inner}</fields>`),
      textOf(pieces).map((inner) => `<fields><a>${inner}</a></fields>`),
    );
    fc.assert(
      fc.property(anything, (document) => {
        const read = parseFieldsXml(document);
        if (read === undefined) return;
        const other = readByOther(document);
        expect(other?.map(([key, value]) => [key, value.trim()])).toEqual([...read]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("parseFieldsXml(), under attack", () => {
  const lol = Array.from({ length: 10 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`).join(
    "",
  );
  const attacks: Readonly<Record<string, string>> = {
    "billion laughs": `<!DOCTYPE fields [<!ENTITY l0 "lol">${lol}]><fields><a>&l10;</a></fields>`,
    "quadratic blow-up": `<!DOCTYPE fields [<!ENTITY a "${"x".repeat(30_000)}">]><fields><a>${"&a;".repeat(9_000)}</a></fields>`,
    "an external entity": `<!DOCTYPE fields [<!ENTITY x SYSTEM "file:///etc/passwd">]><fields><a>&x;</a></fields>`,
    "an external document type": `<!DOCTYPE fields SYSTEM "http://127.0.0.1/x.dtd"><fields/>`,
    "deep nesting": `<fields>${"<a>".repeat(20_000)}</fields>`,
    "processing instructions": `<fields>${"<?x y?>".repeat(9_000)}</fields>`,
    "many fields": `<fields>${"<a/>".repeat(16_000)}</fields>`,
    "open comments": `<fields>${"<!--".repeat(16_000)}</fields>`,
    "open CDATA": `<fields><a>${"<![CDATA[".repeat(7_000)}</a></fields>`,
    "white space": `${" ".repeat(65_000)}<`,
    "a long name": `<fields><${"a".repeat(65_000)}`,
    ampersands: `<fields><a>${"&".repeat(65_000)}</a></fields>`,
    "a long reference": `<fields><a>&#${"0".repeat(65_000)}65;</a></fields>`,
    "1 MiB": `<fields><a>${"x".repeat(1_048_576)}</a></fields>`,
  };
  for (const [attack, document] of Object.entries(attacks)) {
    it(`refuses ${attack} in under 10 ms`, () => {
      // The best of three: the first may find the parser not compiled yet, or the machine busy.
      const times = [1, 2, 3].map(() => {
        const startMs = performance.now();
        expect(parseFieldsXml(document)).toBeUndefined();
        return performance.now() - startMs;
      });
      expect(Math.min(...times)).toBeLessThan(10);
    });
  }

  it("keeps nothing of ten thousand attacks", () => {
    const heapBytes = () => {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    for (const document of Object.values(attacks)) parseFieldsXml(document);
    const before = heapBytes();
    for (let round = 0; round < 700; round++) for (const document of Object.values(attacks)) parseFieldsXml(document);
    expect(heapBytes() - before).toBeLessThan(16 * 1_048_576);
  });
});
