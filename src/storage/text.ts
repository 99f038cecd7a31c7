import { UnstorableTextError } from "./contract/errors.ts";

/** The text as it is stored beside the original, for comparing without regard to case. JavaScript's rules on both engines. */
export const lowerCase = (text: string): string => text.toLowerCase();

/** The text with `%`, `_` and the escape character itself taken literally by `LIKE ... ESCAPE '\'`. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

/** The pattern for `LIKE ... ESCAPE '\'`; an escape character at the end, which escapes nothing, is taken literally. */
export const endLikePattern = (pattern: string): string =>
  (/\\*$/.exec(pattern)?.[0].length ?? 0) % 2 === 0 ? pattern : `${pattern}\\`;

/**
 * The smallest text that sorts after every text with this prefix; `undefined` when there is none.
 *
 * Both engines order text by its UTF-8 bytes, which is the order of code points, so the last code point that can be
 * raised is raised.
 */
export function prefixEnd(prefix: string): string | undefined {
  const codePoints = Array.from(prefix, (char) => char.codePointAt(0) ?? 0);
  while (codePoints.length > 0) {
    const last = codePoints.pop() ?? 0;
    if (last < 0x10ffff) {
      // Surrogates have no UTF-8 form, so the code point after U+D7FF is U+E000.
      const next = last >= 0xd7ff && last < 0xe000 ? 0xe000 : last + 1;
      return String.fromCodePoint(...codePoints, next);
    }
  }
  return undefined;
}

/**
 * Throws when the text cannot be stored as it is.
 *
 * - U+0000: PostgreSQL refuses it, SQLite's driver silently cuts the text there.
 *
 * @throws UnstorableTextError
 */
export function assertStorable(text: string): void {
  if (text.includes("\0")) throw new UnstorableTextError("a text holds U+0000, which the directory cannot store");
}

/**
 * The texts as a JSON array, which both engines take as one parameter of any length.
 *
 * @throws UnstorableTextError
 */
export function jsonTexts(texts: readonly string[]): string {
  // JSON writes U+0000 as an escape, which the check of parameters would not see.
  texts.forEach(assertStorable);
  return JSON.stringify(texts);
}

/** The texts of a JSON array of texts that a query answered. */
export const textsOfJson = (jsonArray: string): readonly string[] => JSON.parse(jsonArray);
