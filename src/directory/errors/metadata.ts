import type { ErrorEntry } from "./entry.ts";
import { userGone } from "./shared-texts.ts";

const entryGone = "There is no entry with this key";
const someGone = "At least one of the keys has no entry; nothing was removed";

/** Errors about metadata. */
export const metadataErrors = {
  metadataUserNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-uXHNj",
    key: "Errors.User.NotFound",
    text: userGone,
  },
  metadataListEmpty: {
    kind: "failed-precondition",
    id: "META-9mm2d",
    key: "Errors.Metadata.NoData",
    text: "The list is empty: name at least one entry",
  },
  userMetadataUnknown: { kind: "not-found", id: "QUERY-Rgh32", key: "Errors.Metadata.NotFound", text: entryGone },
  userMetadataNotFound: { kind: "not-found", id: "META-ncnw3", key: "Errors.Metadata.NotFound", text: entryGone },
  userMetadataKeysNotFound: {
    kind: "not-found",
    id: "META-2nnds",
    key: "Errors.Metadata.KeyNotExisting",
    text: someGone,
  },
  orgMetadataUnknown: { kind: "not-found", id: "QUERY-Rph32", key: "Errors.Metadata.NotFound", text: entryGone },
  orgMetadataNotFound: { kind: "not-found", id: "META-mcnw3", key: "Errors.Metadata.NotFound", text: entryGone },
  orgMetadataKeysEmpty: {
    kind: "failed-precondition",
    id: "META-9mw2d",
    key: "Errors.Metadata.NoData",
    text: "The list is empty: name at least one key",
  },
  orgMetadataKeysNotFound: {
    kind: "not-found",
    id: "META-2npds",
    key: "Errors.Metadata.KeyNotExisting",
    text: someGone,
  },
} as const satisfies Record<string, ErrorEntry>;
