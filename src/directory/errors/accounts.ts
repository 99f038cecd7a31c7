import type { ErrorEntry } from "./entry.ts";

/** Errors of the rules that an account, the directory as iSpring's clients see it, adds to those of the directory. */
export const accountErrors = {
  accountLoginFailed: {
    kind: "unauthenticated",
    id: "",
    key: "Errors.Account.LoginFailed",
    text: "Authorization failed",
  },
  accountUserNotFound: {
    kind: "not-found",
    id: "",
    key: "Errors.User.NotFound",
    text: "There is no human with this id",
  },
  accountOrgNotFound: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Org.NotFound",
    text: "There is no organization with this id",
  },
  accountRankTooLow: {
    kind: "permission-denied",
    id: "",
    key: "Errors.Account.RankTooLow",
    text: "Your role is below that of the user, or below the one that you want to give",
  },
  accountOwnerFixed: {
    kind: "permission-denied",
    id: "",
    key: "Errors.Account.OwnerFixed",
    text: "The account's owner cannot get another role",
  },
  accountFieldUnknown: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Account.FieldUnknown",
    text: "There is no profile field of this name (upper and lower case differ)",
  },
  accountFieldEmpty: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Account.FieldEmpty",
    text: "A profile field that is required would become empty",
  },
  accountFieldInvalid: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Account.FieldInvalid",
    text: "The value of a profile field does not fit its type",
  },
  accountPasswordInvalid: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Account.PasswordInvalid",
    text: "The password must have 6 to 100 characters, among them a letter from A to Z and a digit; in profile fields 4 to 100 of any kind",
  },
  accountEmailTaken: {
    kind: "already-exists",
    id: "",
    key: "Errors.Account.EmailTaken",
    text: "Another user has this e-mail address (upper and lower case count as the same)",
  },
  accountMemberExists: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.Account.MemberExists",
    text: "The user is in the group already",
  },
  accountMemberNotFound: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.Account.MemberNotFound",
    text: "The user is not in the group",
  },
  accountMemberElsewhere: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.Account.MemberElsewhere",
    text: "The user belongs to another organization than the group",
  },
  accountDayInvalid: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Account.DayInvalid",
    text: "The day must be one of the calendar, as in 2030-01-31",
  },
} as const satisfies Record<string, ErrorEntry>;
