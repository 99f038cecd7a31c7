import type { ErrorEntry } from "./entry.ts";

/** Errors about profile fields. ZITADEL has no such noun, so there are no ids of its own. */
export const profileFieldErrors = {
  profileFieldNameInvalid: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.ProfileField.Invalid",
    text: "The field's name must be 1 to 100 letters, digits, dots, hyphens and underscores, and begin with a letter or an underscore",
  },
  profileFieldBuiltIn: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.ProfileField.BuiltIn",
    text: "A profile has this field already, and its definition cannot be changed",
  },
  profileFieldNotFound: {
    kind: "not-found",
    id: "",
    key: "Errors.ProfileField.NotFound",
    text: "There is no profile field of this name",
  },
  profileFieldTaken: {
    kind: "already-exists",
    id: "",
    key: "Errors.ProfileField.Taken",
    text: "Another user has this value in a profile field that must be unique",
  },
} as const satisfies Record<string, ErrorEntry>;
