/** Characters of a name (XML 1.0, 2.3), without the colon, which would be a namespace's. */
const nameStart =
  "A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}";

/** The source of a regular expression, with the `u` flag, for a name of an element: one without a colon. */
export const xmlNamePattern: string = `[${nameStart}][${nameStart}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`;

const name = new RegExp(`^${xmlNamePattern}$`, "u");

/** Whether a text can be the name of an element. */
export const isXmlName = (text: string): boolean => name.test(text);

/** What no document may hold, not even as a reference (XML 1.0, 2.2): most control characters, lone surrogates. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Whether every character of a text may stand in a document. */
export const isXmlText = (text: string): boolean => text.search(forbidden) < 0;

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // A parser would make it a line feed.
  "\r": "&#13;",
};

/**
 * The text as the content of an element, or as the value of an attribute: markup in it is text to every parser.
 * Characters that no document may hold become U+FFFD.
 */
export const escapeXml = (text: string): string =>
  text.replace(forbidden, "\uFFFD").replace(/[&<>"'\r]/g, (character) => references[character] ?? character);
