/**
 * Whether a text fits a pattern of SQL's LIKE, with regard to case: `%` is any text, `_` any character, and what stands
 * behind `\` is itself. Takes no longer than the product of the two lengths.
 */
export function isLike(text: string, pattern: string): boolean {
  const chars = [...text];
  const parts = parsePattern(pattern);
  let position = 0;
  let part = 0;
  // Where the last `%` stands, and how much of the text it covers; it is widened when what follows does not fit.
  let lastAny: number | undefined;
  let covered = 0;
  while (position < chars.length) {
    const current = parts[part];
    if (current === "any") {
      lastAny = part++;
      covered = position;
    } else if (current !== undefined && (current === "one" || current.char === chars[position])) {
      part++;
      position++;
    } else if (lastAny !== undefined) {
      part = lastAny + 1;
      position = ++covered;
    } else {
      return false;
    }
  }
  return parts.slice(part).every((left) => left === "any");
}

type PatternPart = "any" | "one" | { readonly char: string };

function parsePattern(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  const chars = [...pattern];
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] ?? "";
    if (char === "%") parts.push("any");
    else if (char === "_") parts.push("one");
    else if (char === "\\" && index + 1 < chars.length) parts.push({ char: chars[++index] ?? "" });
    else parts.push({ char });
  }
  return parts;
}
