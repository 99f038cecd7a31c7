/** A fenced block of shell commands. */
export interface ShellBlock {
  readonly script: string;
  /** Line of the file on which its first command stands. */
  readonly line: number;
  /** Whether it stands between the comments that mark calls of a running server. */
  readonly isCall: boolean;
}

const callsBegin = "<!-- test:calls -->";
const callsEnd = "<!-- /test:calls -->";

/** Every `sh` block of a Markdown text, in order. Throws when a block or the mark of calls is not closed. */
export function parseShellBlocks(markdown: string): readonly ShellBlock[] {
  const blocks: ShellBlock[] = [];
  let isCall = false;
  let open: { readonly isShell: boolean; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    if (open !== undefined && text === "```") {
      if (open.isShell) blocks.push({ script: open.lines.join("\n"), line: open.line, isCall });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(text);
    } else if (text.startsWith("```")) {
      open = { isShell: text === "```sh", line: index + 2, lines: [] };
    } else if (text === callsBegin) {
      isCall = true;
    } else if (text === callsEnd) {
      isCall = false;
    }
  }
  if (open !== undefined) throw new Error(`the block of line ${open.line} is not closed`);
  if (isCall) throw new Error(`${callsBegin} is not closed by ${callsEnd}`);
  return blocks;
}

/** The fenced blocks of a language, in order. */
export function parseBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code = ""]) =>
    name === language ? [code] : [],
  );
}
