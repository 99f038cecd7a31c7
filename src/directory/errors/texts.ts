import type { ErrorEntry } from "./entry.ts";

/** Errors about texts. */
export const textErrors = {
  textUnstorable: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Invalid.Argument",
    text: "A text of the request holds the character U+0000, which the directory does not keep",
  },
} as const satisfies Record<string, ErrorEntry>;
