import type { ErrorEntry } from "./entry.ts";
import { userGone } from "./shared-texts.ts";

const humanGone = "There is no human with this id in the organization of the call";
const nothingToVerify = "There is no human with this id in the organization of the call, so no address to verify";
const notInitialized = "The user is not initialized yet; resend the initialization, which may name another address";
const noPhone = "The user has no phone number";

/** Errors about humans. */
export const humanErrors = {
  profileNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-3M9sd",
    key: "Errors.User.Profile.NotFound",
    text: "There is no human with this id in the organization of the call",
  },
  profileNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-2M0fs",
    key: "Errors.User.Profile.NotChanged",
    text: "The profile already has exactly these values",
  },
  humanNotFound: { kind: "not-found", id: "QUERY-HNhb3", key: "Errors.User.NotFound", text: userGone },
  userNotHuman: {
    kind: "failed-precondition",
    id: "QUERY-WLTce",
    key: "Errors.User.NotHuman",
    text: "The user is a machine; only a human has a profile",
  },
  firstNameEmpty: {
    kind: "invalid-argument",
    id: "USER-UCej2",
    key: "Errors.User.Profile.FirstNameEmpty",
    text: "The first name consists of white space only",
  },
  lastNameEmpty: {
    kind: "invalid-argument",
    id: "USER-4hB7d",
    key: "Errors.User.Profile.LastNameEmpty",
    text: "The last name consists of white space only",
  },
  emailInvalid: {
    kind: "invalid-argument",
    id: "EMAIL-599BI",
    key: "Errors.User.Email.Invalid",
    text: "This is not an email address",
  },
  phoneInvalid: {
    kind: "invalid-argument",
    id: "PHONE-so0wa",
    key: "Errors.User.Phone.Invalid",
    text: "This is not a phone number that exists in any numbering plan",
  },
  emailUserNotFound: { kind: "not-found", id: "QUERY-Hms2s", key: "Errors.User.NotFound", text: userGone },
  emailUserNotHuman: {
    kind: "failed-precondition",
    id: "QUERY-pt7HY",
    key: "Errors.User.NotHuman",
    text: "The user is a machine; only a human has an email address",
  },
  emailNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-0Pe4r",
    key: "Errors.User.Email.NotFound",
    text: humanGone,
  },
  emailInitial: {
    kind: "failed-precondition",
    id: "COMMAND-J8dsk",
    key: "Errors.User.NotInitialised",
    text: notInitialized,
  },
  emailNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-2b7fM",
    key: "Errors.User.Email.NotChanged",
    text: "The email address is this one already, and would not become verified",
  },
  emailResendNotFound: {
    kind: "not-found",
    id: "COMMAND-0Pe4r",
    key: "Errors.User.Email.NotFound",
    text: nothingToVerify,
  },
  emailResendInitial: {
    kind: "failed-precondition",
    id: "COMMAND-E3fbw",
    key: "Errors.User.NotInitialised",
    text: notInitialized,
  },
  emailAlreadyVerified: {
    kind: "failed-precondition",
    id: "COMMAND-3M9ds",
    key: "Errors.User.Email.AlreadyVerified",
    text: "The email address is verified already",
  },
  initializationNotFound: { kind: "not-found", id: "COMMAND-2M9df", key: "Errors.User.NotFound", text: humanGone },
  initializationDone: {
    kind: "failed-precondition",
    id: "COMMAND-2M9sd",
    key: "Errors.User.AlreadyInitialised",
    text: "The user is initialized already",
  },
  phoneUserNotFound: { kind: "not-found", id: "QUERY-DAvb3", key: "Errors.User.NotFound", text: userGone },
  phoneUserNotHuman: {
    kind: "failed-precondition",
    id: "QUERY-hliQl",
    key: "Errors.User.NotHuman",
    text: "The user is a machine; only a human has a phone number",
  },
  phoneHumanNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-3M0fs",
    key: "Errors.User.NotFound",
    text: humanGone,
  },
  phoneNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-wF94r",
    key: "Errors.User.Phone.NotChanged",
    text: "The phone number is this one already, and would not become verified",
  },
  phoneRemoveHumanNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-3M9fs",
    key: "Errors.User.NotFound",
    text: humanGone,
  },
  phoneRemoveNotFound: { kind: "not-found", id: "COMMAND-p6rsc", key: "Errors.User.Phone.NotFound", text: noPhone },
  phoneResendHumanNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-2M0fs",
    key: "Errors.User.NotFound",
    text: humanGone,
  },
  phoneResendNotFound: { kind: "not-found", id: "COMMAND-2b7Hf", key: "Errors.User.Phone.NotFound", text: noPhone },
  phoneAlreadyVerified: {
    kind: "failed-precondition",
    id: "COMMAND-2M9sf",
    key: "Errors.User.Phone.AlreadyVerified",
    text: "The phone number is verified already",
  },
  avatarUserNotFound: { kind: "not-found", id: "USER-35N8f", key: "Errors.Users.NotFound", text: humanGone },
  importUserNameEmpty: {
    kind: "invalid-argument",
    id: "COMMAND-00p2b",
    key: "Errors.User.Username.Empty",
    text: "The user name consists of white space only",
  },
  importFirstNameEmpty: {
    kind: "invalid-argument",
    id: "PROFILE-RF5z2",
    key: "Errors.User.Profile.FirstNameEmpty",
    text: "The first name consists of white space only",
  },
  importLastNameEmpty: {
    kind: "invalid-argument",
    id: "PROFILE-DSUkN",
    key: "Errors.User.Profile.LastNameEmpty",
    text: "The last name consists of white space only",
  },
  identityProviderUnknown: {
    kind: "failed-precondition",
    id: "COMMAND-39nf2",
    key: "Errors.IDPConfig.NotExisting",
    text: "There is no identity provider with this id: Roster has none",
  },
  passwordlessUnsupported: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.User.Passwordless.NotSupported",
    text: "Roster shows no logins, so no link for a passwordless registration can be made. Leave the wish out",
  },
} as const satisfies Record<string, ErrorEntry>;
