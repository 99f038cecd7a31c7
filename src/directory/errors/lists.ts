import type { ErrorEntry } from "./entry.ts";

/** Errors about lists. */
export const listErrors = {
  limitExceeded: {
    kind: "invalid-argument",
    id: "QUERY-4M0fs",
    key: "Errors.Query.LimitExceeded",
    text: "A list answers at most 1000 entries at once",
  },
  filterInvalid: {
    kind: "invalid-argument",
    id: "GRPC-vR9nC",
    key: "List.Query.Invalid",
    text: "A search condition is empty: and, or, not and lists of values need at least one entry",
  },
  filterTooDeep: {
    kind: "invalid-argument",
    id: "USER-zsQ97",
    key: "Errors.Query.TooManyNestingLevels",
    text: "Search conditions may be nested 20 levels deep at most",
  },
} as const satisfies Record<string, ErrorEntry>;
