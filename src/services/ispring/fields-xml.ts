import { isXmlText, xmlNamePattern } from "../../transcoding/index.ts";

/** Longest document, in UTF-16 units: four times what the port takes in headers, for callers that use none. */
const maxLength = 65_536;

/** Most fields: several times what an account defines. */
const maxFields = 256;

const space = /[ \t\n]*/y;
const declaration =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.\d"|'1\.\d')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/y;
const startTag = new RegExp(`<(${xmlNamePattern})[ \\t\\n]*(/?)>`, "uy");
const endTag = new RegExp(`</(${xmlNamePattern})[ \\t\\n]*>`, "uy");
/** Not the end of a CDATA section that never began (XML 1.0, 2.4). */
const characters = /(?:(?!\]\]>)[^<&])+/y;
const reference = /&(?:#(\d{1,10})|#x([0-9A-Fa-f]{1,8})|(amp|lt|gt|quot|apos));/y;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * The fields of an X-Fields-Xml document, by name, without white space around their values: `<fields>` with one element
 * per field and text in each. `undefined` for everything else.
 *
 * This is a parser for that one shape, not for XML, so that there is nothing in it to be switched off:
 * - it knows the five predefined entities and character references, which cannot grow, and CDATA and comments;
 * - it knows no document type, no entity of a document's own, no processing instruction, no attribute, no namespace, and
 *   no element inside a field, so there is nothing to be fetched, expanded or nested;
 * - a field that occurs twice makes the document unreadable, as nobody can say which one was meant.
 *
 * Every character is looked at once, so time and memory grow with the length, which is limited.
 */
export function parseFieldsXml(document: string): ReadonlyMap<string, string> | undefined {
  if (document.length > maxLength) return undefined;
  // Before anything else, as XML 1.0 (2.11) says; what is meant literally is written as a reference.
  const scanner = createScanner(document.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  scanner.take(declaration);
  if (!skipMisc(scanner)) return undefined;
  const [, root, isEmpty] = scanner.take(startTag) ?? [];
  if (root !== "fields") return undefined;
  const fields = isEmpty === "/" ? new Map<string, string>() : parseFields(scanner);
  return fields !== undefined && skipMisc(scanner) && scanner.isAtEnd() ? fields : undefined;
}

/** Reads a text from its beginning to its end. */
interface Scanner {
  /** What the sticky pattern matches here, which is passed; `undefined` when it does not match. */
  take(pattern: RegExp): RegExpExecArray | undefined;
  /** The text between two marks, both of which are passed; `undefined` when it does not begin here, or does not end. */
  takeBetween(before: string, after: string): string | undefined;
  isAtEnd(): boolean;
}

function createScanner(text: string): Scanner {
  let at = 0;
  return {
    take(pattern) {
      pattern.lastIndex = at;
      const match = pattern.exec(text) ?? undefined;
      if (match !== undefined) at = pattern.lastIndex;
      return match;
    },
    takeBetween(before, after) {
      if (!text.startsWith(before, at)) return undefined;
      const start = at + before.length;
      const end = text.indexOf(after, start);
      if (end < 0) return undefined;
      at = end + after.length;
      return text.slice(start, end);
    },
    isAtEnd: () => at === text.length,
  };
}

/** Passes white space and comments; false for a comment that is none. */
function skipMisc(scanner: Scanner): boolean {
  for (;;) {
    scanner.take(space);
    const comment = scanner.takeBetween("<!--", "-->");
    if (comment === undefined) return true;
    if (!isComment(comment)) return false;
  }
}

/** Two hyphens end a comment (XML 1.0, 2.5). */
const isComment = (text: string): boolean => !text.includes("--") && !text.endsWith("-") && isXmlText(text);

function parseFields(scanner: Scanner): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  while (skipMisc(scanner)) {
    const [, name, isEmpty] = scanner.take(startTag) ?? [];
    if (name === undefined) return scanner.take(endTag)?.[1] === "fields" ? fields : undefined;
    const value = isEmpty === "/" ? "" : parseValue(scanner, name);
    if (value === undefined || fields.has(name) || fields.size === maxFields) return undefined;
    fields.set(name, value.trim());
  }
  return undefined;
}

/** The text up to the end of the element. */
function parseValue(scanner: Scanner, name: string): string | undefined {
  let value = "";
  for (;;) {
    const end = scanner.take(endTag);
    if (end !== undefined) return end[1] === name ? value : undefined;
    const comment = scanner.takeBetween("<!--", "-->");
    if (comment !== undefined) {
      if (!isComment(comment)) return undefined;
      continue;
    }
    const part = scanner.takeBetween("<![CDATA[", "]]>") ?? scanner.take(characters)?.[0] ?? takeReference(scanner);
    if (part === undefined || !isXmlText(part)) return undefined;
    value += part;
  }
}

function takeReference(scanner: Scanner): string | undefined {
  const [, decimal, hexadecimal, entity] = scanner.take(reference) ?? [];
  if (entity !== undefined) return entities[entity];
  if (decimal === undefined && hexadecimal === undefined) return undefined;
  const codePoint = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
  return codePoint > 0x10ffff ? undefined : String.fromCodePoint(codePoint);
}
