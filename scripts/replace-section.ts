/**
 * Returns a Markdown text with the lines between `<!-- NAME:begin -->` and `<!-- NAME:end -->` replaced. What follows
 * NAME inside the first marker is kept, so that it can say which command writes the section.
 *
 * Throws when the text does not have each marker exactly once, in this order.
 */
export function replaceSection(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name}:begin[^>]*-->\\n)[\\s\\S]*?(<!-- ${name}:end -->)`, "g");
  const count = [...text.matchAll(section)].length;
  if (count !== 1) {
    throw new Error(`expected one section <!-- ${name}:begin --> ... <!-- ${name}:end -->, found ${count}`);
  }
  return text.replace(section, (_, begin: string, end: string) => `${begin}\n${content}\n\n${end}`);
}
