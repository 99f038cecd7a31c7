/**
 * How a variable that spans several segments is decoded:
 * - `all-except-slash`: everything but `%2F`, so that a decoded slash cannot be taken for a separator;
 * - `all-except-reserved`: everything but the characters RFC 6570 reserves, as http.proto describes it for
 *   `fully_decode_reserved_expansion = false`;
 * - `all`: everything, as for a variable of one segment.
 *
 * Escapes that stay are written with upper-case digits.
 */
export type MultiSegmentDecoding = "all-except-slash" | "all-except-reserved" | "all";

const outsideUnreserved = /[^A-Za-z0-9\-._~]/;
const outsideUnreservedEach = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/g;
const malformedOrNotPrintable = /%(?![0-9A-Fa-f]{2})|[^ -~]/;
const outsidePlain = /[^\x21-\x24\x26-\x7e]/;
const outsidePrintable = /[^\x21-\x7e]/;
const escapedSlash = /%2f/gi;
const escapedReserved = /%(2[1346789abcf]|3[abdf]|40|5[bd])/gi;

/**
 * The one spelling that all equivalent spellings of a path segment share, so that segments compare as strings.
 *
 * - An escape of an unreserved character becomes the character; every other escape gets upper-case digits.
 * - Every other character outside the unreserved ones (RFC 3986, 2.3) becomes an escape.
 * - `undefined` for a segment with a malformed escape or a character outside printable ASCII: it equals no segment.
 */
export function canonicalizeSegment(segment: string): string | undefined {
  if (!outsideUnreserved.test(segment)) return segment;
  if (malformedOrNotPrintable.test(segment)) return undefined;
  return segment.replace(outsideUnreservedEach, canonicalizeCharacter);
}

/**
 * The text of a path segment, fully decoded, once.
 *
 * `undefined` when an escape is malformed, when the bytes are not UTF-8, or when a character has no place in a request
 * target (RFC 9112, 3.2): spaces, controls and anything outside ASCII have to be escaped by the sender.
 */
export function decodeSegment(segment: string): string | undefined {
  if (!outsidePlain.test(segment)) return segment;
  if (outsidePrintable.test(segment)) return undefined;
  return decodeOnce(segment);
}

/** The text of several path segments joined by slashes, decoded once and as far as `decoding` says; else as {@link decodeSegment}. */
export function decodeSegments(segments: string, decoding: MultiSegmentDecoding): string | undefined {
  if (!outsidePlain.test(segments)) return segments;
  switch (decoding) {
    case "all":
      return decodeSegment(segments);
    case "all-except-slash":
      return decodeSegment(segments.replace(escapedSlash, "%252F"));
    case "all-except-reserved":
      return decodeSegment(segments.replace(escapedReserved, protectEscape));
  }
}

/**
 * The text of a query key or value, decoded once, with `+` read as a space.
 *
 * `undefined` under the same conditions as in {@link decodeSegment}.
 */
export function decodeQueryText(text: string): string | undefined {
  return decodeSegment(text.includes("+") ? text.replaceAll("+", "%20") : text);
}

/** A path segment that decodes to `text`: everything but the unreserved characters is escaped, as http.proto asks of clients. */
export function encodeSegment(text: string): string {
  return encodeText(text).replace(/[!'()*]/g, escapeCharacter);
}

/**
 * Path segments that decode to `text` when a variable spans several of them.
 *
 * Slashes separate. A `%2F` that is already in the text is kept, because that is how {@link decodeSegments} reports an
 * escaped slash; text that holds these three characters and means them cannot be told apart.
 */
export function encodeSegments(text: string): string {
  return text
    .split("/")
    .map((segment) => segment.split(escapedSlash).map(encodeSegment).join("%2F"))
    .join("/");
}

/** A query key or value that decodes to `text`. */
export function encodeQueryText(text: string): string {
  return encodeText(text);
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function encodeText(text: string): string {
  // A surrogate without its partner has no UTF-8, and encodeURIComponent() would throw.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\u{fffd}"));
}

function canonicalizeCharacter(match: string): string {
  if (match.length !== 3) return escapeCharacter(match);
  const character = String.fromCharCode(Number.parseInt(match.slice(1), 16));
  return outsideUnreserved.test(character) ? match.toUpperCase() : character;
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function protectEscape(match: string): string {
  return `%25${match.slice(1).toUpperCase()}`;
}
