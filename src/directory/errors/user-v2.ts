import type { ErrorEntry } from "./entry.ts";

const gone = "There is no user with this id in any organization";
const humanGone = "There is no human with this id in any organization";
const notInitialized = "The user is not initialized yet";
const codeInvalid = "The code is not the one that was sent last, or it holds no longer. Ask for a new one";

/**
 * Errors about the newer user interface. It knows users of every organization, and has ids of its own for what the older
 * one refuses, too.
 */
export const userV2Errors = {
  userV2DeactivateNotFound: { kind: "not-found", id: "COMMAND-5gp2p62iin", key: "Errors.User.NotFound", text: gone },
  userV2DeactivateInitial: {
    kind: "failed-precondition",
    id: "COMMAND-gvx4kct9r2",
    key: "Errors.User.CantDeactivateInitial",
    text: "A user that is not initialized yet cannot be deactivated, only removed",
  },
  userV2DeactivateState: {
    kind: "failed-precondition",
    id: "COMMAND-5gunjw0cd7",
    key: "Errors.User.AlreadyInactive",
    text: "The user is inactive already",
  },
  userV2ReactivateNotFound: { kind: "not-found", id: "COMMAND-9hy5kzbuk6", key: "Errors.User.NotFound", text: gone },
  userV2ReactivateState: {
    kind: "failed-precondition",
    id: "COMMAND-s5qqcz97hf",
    key: "Errors.User.NotInactive",
    text: "The user is not inactive",
  },
  userV2LockNotFound: { kind: "not-found", id: "COMMAND-450yxuqrh1", key: "Errors.User.NotFound", text: gone },
  userV2LockState: {
    kind: "failed-precondition",
    id: "COMMAND-lgws8wtsqf",
    key: "Errors.User.ShouldBeActiveOrInitial",
    text: "Only an active or initial user can be locked",
  },
  userV2UnlockNotFound: { kind: "not-found", id: "COMMAND-x377t913pw", key: "Errors.User.NotFound", text: gone },
  userV2UnlockState: {
    kind: "failed-precondition",
    id: "COMMAND-olb9vb0oca",
    key: "Errors.User.NotLocked",
    text: "The user is not locked",
  },
  userV2RemoveNotFound: { kind: "not-found", id: "COMMAND-bd4ir1mblj", key: "Errors.User.NotFound", text: gone },
  userV2UpdateNotFound: {
    kind: "not-found",
    id: "COMMAND-ugjs0upun6",
    key: "Errors.User.NotFound",
    text: "There is no user with this id, of the kind that the request is about, in any organization",
  },
  humanV2IdTaken: {
    kind: "failed-precondition",
    id: "COMMAND-7yiox1isql",
    key: "Errors.User.AlreadyExisting",
    text: "Another user has this id already",
  },
  humanV2HashUnsupported: {
    kind: "invalid-argument",
    id: "USER-JDk4t",
    key: "Errors.User.Password.NotSupported",
    text: "The new human's password hash is of no known encoding: bcrypt, argon2, scrypt or PBKDF2",
  },
  humanV2TotpUnsupported: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.User.MFA.OTP.NotSupported",
    text: "Roster shows no logins, so it keeps no secrets of one-time passwords. Leave the secret out",
  },
  emailV2NotFound: { kind: "not-found", id: "COMMAND-ieJ2e", key: "Errors.User.Email.NotFound", text: humanGone },
  emailV2Initial: {
    kind: "failed-precondition",
    id: "COMMAND-uz0Uu",
    key: "Errors.User.NotInitialised",
    text: notInitialized,
  },
  emailV2NotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-Uch5e",
    key: "Errors.User.Email.NotChanged",
    text: "The email address is this one already",
  },
  emailV2NothingToVerify: {
    kind: "failed-precondition",
    id: "EMAIL-5w5ilin4yt",
    key: "Errors.User.Code.Empty",
    text: "The email address is verified already, so there is no code to send again",
  },
  codeV2Invalid: {
    kind: "invalid-argument",
    id: "COMMAND-eis9R",
    key: "Errors.User.Code.Invalid",
    text: codeInvalid,
  },
  phoneV2HumanNotFound: { kind: "not-found", id: "COMMAND-ieJ2e", key: "Errors.User.Phone.NotFound", text: gone },
  phoneV2NotFound: {
    kind: "failed-precondition",
    id: "COMMAND-ieJ2e",
    key: "Errors.User.Phone.NotFound",
    text: "The user has no phone number",
  },
  phoneV2Initial: {
    kind: "failed-precondition",
    id: "COMMAND-uz0Uu",
    key: "Errors.User.NotInitialised",
    text: `${notInitialized}, so it cannot get a phone number`,
  },
  phoneV2NotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-Uch5e",
    key: "Errors.User.Phone.NotChanged",
    text: "The phone number is this one already",
  },
  passwordV2Empty: {
    kind: "invalid-argument",
    id: "COMMAND-3klek4sbns",
    key: "Errors.User.Password.Empty",
    text: "A password or a hash of one is needed",
  },
  passwordV2HashUnsupported: {
    kind: "invalid-argument",
    id: "USER-oz74onzvqr",
    key: "Errors.User.Password.NotSupported",
    text: "The password hash is of no known encoding: bcrypt, argon2, scrypt or PBKDF2",
  },
  passwordWrong: {
    kind: "invalid-argument",
    id: "COMMAND-3M0fs",
    key: "Errors.User.Password.Invalid",
    text: "The current password is not this one",
  },
  passwordNotSet: {
    kind: "failed-precondition",
    id: "COMMAND-Fds3s",
    key: "Errors.User.Password.NotSet",
    text: "The user has no password that could be proven",
  },
  passwordNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-Aesh5",
    key: "Errors.User.Password.NotChanged",
    text: "The new password is the current one",
  },
  passwordCodeMissing: {
    kind: "failed-precondition",
    id: "COMMAND-2M9fs",
    key: "Errors.User.Code.NotFound",
    text: "There is no code to set a password with, or it holds no longer. Ask for a new one",
  },
  passwordCodeInvalid: {
    kind: "invalid-argument",
    id: "CODE-woT0xc",
    key: "Errors.User.Code.Invalid",
    text: codeInvalid,
  },
  passwordResetV2NotFound: {
    kind: "not-found",
    id: "COMMAND-SAF4f",
    key: "Errors.User.NotFound",
    text: humanGone,
  },
  passwordResetV2Initial: {
    kind: "failed-precondition",
    id: "COMMAND-Sfe4g",
    key: "Errors.User.NotInitialised",
    text: notInitialized,
  },
  linkTemplateInvalid: {
    kind: "invalid-argument",
    id: "DOMAIN-oGh5e",
    key: "Errors.User.InvalidURLTemplate",
    text: "The link may hold {{.UserID}}, {{.OrgID}} and {{.Code}}, and no other braces",
  },
} as const satisfies Record<string, ErrorEntry>;
