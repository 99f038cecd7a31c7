import type { ErrorEntry } from "./entry.ts";

/** Errors about the database. */
export const databaseErrors = {
  databaseUnavailable: {
    kind: "unavailable",
    id: "",
    key: "database unavailable",
    text: "The directory's database cannot be reached. Nothing was written; try again",
  },
  outcomeUnknown: {
    kind: "unknown",
    id: "",
    key: "commit outcome unknown",
    text: "The connection to the database broke while the change was being committed. It may or may not be written: read before trying again",
  },
} as const satisfies Record<string, ErrorEntry>;
