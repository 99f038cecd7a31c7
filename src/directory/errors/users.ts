import type { ErrorEntry } from "./entry.ts";
import { userGone } from "./shared-texts.ts";

/** Errors about users of either kind. */
export const userErrors = {
  userNotFound: {
    kind: "not-found",
    id: "QUERY-Dfbg2",
    key: "Errors.User.NotFound",
    text: "There is no user with this id",
  },
  userOfOtherOrg: { kind: "not-found", id: "MANAG-fpo4B", key: "Errors.User.NotFound", text: userGone },
  userAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.User.AlreadyExists",
    text: "Another user has this user name already (upper and lower case count as the same)",
  },
  userNameEmpty: {
    kind: "invalid-argument",
    id: "V2-zzad3",
    key: "Errors.Invalid.Argument",
    text: "The user name consists of white space only",
  },
  userNameDomainReserved: {
    kind: "invalid-argument",
    id: "COMMAND-SFd21",
    key: "Errors.User.DomainNotAllowedAsUsername",
    text: "The user name ends in a domain that belongs to another organization",
  },
  userLockNotFound: { kind: "not-found", id: "COMMAND-5M9fs", key: "Errors.User.NotFound", text: userGone },
  userLockState: {
    kind: "failed-precondition",
    id: "COMMAND-3NN8v",
    key: "Errors.User.ShouldBeActiveOrInitial",
    text: "Only an active or initial user can be locked",
  },
  userUnlockNotFound: { kind: "not-found", id: "COMMAND-M0dos", key: "Errors.User.NotFound", text: userGone },
  userUnlockState: {
    kind: "failed-precondition",
    id: "COMMAND-4M0ds",
    key: "Errors.User.NotLocked",
    text: "The user is not locked",
  },
  userRemoveNotFound: { kind: "not-found", id: "COMMAND-m9od", key: "Errors.User.NotFound", text: userGone },
  userNameBlank: {
    kind: "invalid-argument",
    id: "COMMAND-2N9fs",
    key: "Errors.IDMissing",
    text: "The new user name consists of white space only",
  },
  userNameNotFound: { kind: "not-found", id: "COMMAND-5N9ds", key: "Errors.User.NotFound", text: userGone },
  userNameNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-6m9gs",
    key: "Errors.User.UsernameNotChanged",
    text: "The user has this very user name already",
  },
  userDeactivateNotFound: { kind: "not-found", id: "COMMAND-3M9ds", key: "Errors.User.NotFound", text: userGone },
  // Not found upstream too, although the user is there: programs branch on it.
  userDeactivateInitial: {
    kind: "not-found",
    id: "COMMAND-ke0fw",
    key: "Errors.User.CantDeactivateInitial",
    text: "A user that is not initialized yet cannot be deactivated, only removed",
  },
  userDeactivateState: {
    kind: "failed-precondition",
    id: "COMMAND-5M0sf",
    key: "Errors.User.AlreadyInactive",
    text: "The user is inactive already",
  },
  userReactivateNotFound: { kind: "not-found", id: "COMMAND-4M0sd", key: "Errors.User.NotFound", text: userGone },
  userReactivateState: {
    kind: "failed-precondition",
    id: "COMMAND-6M0sf",
    key: "Errors.User.NotInactive",
    text: "The user is not inactive",
  },
} as const satisfies Record<string, ErrorEntry>;
