import type { ErrorEntry } from "./entry.ts";

const rule = (text: string) => `The password does not fit the policy: ${text}.`;

/**
 * Errors about passwords. The policy's come twice, as upstream: an initial password has other ids than one that is set
 * or imported.
 */
export const passwordErrors = {
  passwordTooShort: {
    kind: "invalid-argument",
    id: "COMMA-HuJf6",
    key: "Errors.User.PasswordComplexityPolicy.MinLength",
    text: rule("it needs at least 8 bytes"),
  },
  passwordWithoutLower: {
    kind: "invalid-argument",
    id: "COMMA-co3Xw",
    key: "Errors.User.PasswordComplexityPolicy.HasLower",
    text: rule("it needs a lower-case letter"),
  },
  passwordWithoutUpper: {
    kind: "invalid-argument",
    id: "COMMA-VoaRj",
    key: "Errors.User.PasswordComplexityPolicy.HasUpper",
    text: rule("it needs an upper-case letter"),
  },
  passwordWithoutNumber: {
    kind: "invalid-argument",
    id: "COMMA-ZBv4H",
    key: "Errors.User.PasswordComplexityPolicy.HasNumber",
    text: rule("it needs a digit"),
  },
  passwordWithoutSymbol: {
    kind: "invalid-argument",
    id: "COMMA-ZDLwA",
    key: "Errors.User.PasswordComplexityPolicy.HasSymbol",
    text: rule("it needs a symbol"),
  },
  setPasswordTooShort: {
    kind: "invalid-argument",
    id: "DOMAIN-HuJf6",
    key: "Errors.User.PasswordComplexityPolicy.MinLength",
    text: rule("it needs at least 8 bytes"),
  },
  setPasswordWithoutLower: {
    kind: "invalid-argument",
    id: "DOMAIN-co3Xw",
    key: "Errors.User.PasswordComplexityPolicy.HasLower",
    text: rule("it needs a lower-case letter"),
  },
  setPasswordWithoutUpper: {
    kind: "invalid-argument",
    id: "DOMAIN-VoaRj",
    key: "Errors.User.PasswordComplexityPolicy.HasUpper",
    text: rule("it needs an upper-case letter"),
  },
  setPasswordWithoutNumber: {
    kind: "invalid-argument",
    id: "DOMAIN-ZBv4H",
    key: "Errors.User.PasswordComplexityPolicy.HasNumber",
    text: rule("it needs a digit"),
  },
  setPasswordWithoutSymbol: {
    kind: "invalid-argument",
    id: "DOMAIN-ZDLwA",
    key: "Errors.User.PasswordComplexityPolicy.HasSymbol",
    text: rule("it needs a symbol"),
  },
  passwordHumanNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-G8dh3",
    key: "Errors.User.Password.NotFound",
    text: "There is no human with this id in the organization of the call",
  },
  passwordInitial: {
    kind: "failed-precondition",
    id: "COMMAND-M9dse",
    key: "Errors.User.NotInitialised",
    text: "The user is not initialized yet: its first password comes with the initialization",
  },
  passwordResetHumanNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-Hj9ds",
    key: "Errors.User.NotFound",
    text: "There is no human with this id in the organization of the call",
  },
  passwordResetInitial: {
    kind: "failed-precondition",
    id: "COMMAND-2M9sd",
    key: "Errors.User.NotInitialised",
    text: "The user is not initialized yet: resend the initialization instead",
  },
} as const satisfies Record<string, ErrorEntry>;
