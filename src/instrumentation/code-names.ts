import { Code } from "@connectrpc/connect";

const names: readonly string[] = Array.from({ length: 17 }, (_, code) =>
  code === 0 ? "ok" : (Code[code] ?? "unknown").replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
);

/** The outcome of a call in a word: `ok`, or the name of the error code in snake case. */
export const codeNameOf = (code: Code | undefined): string => names[code ?? 0] ?? "unknown";
