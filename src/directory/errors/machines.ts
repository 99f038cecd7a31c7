import type { ErrorEntry } from "./entry.ts";
import { userGone } from "./shared-texts.ts";

/** Errors about machines, their keys and tokens. */
export const machineErrors = {
  machineIdTaken: {
    kind: "failed-precondition",
    id: "COMMAND-k2una",
    key: "Errors.User.AlreadyExisting",
    text: "Another user has this id already",
  },
  machineNameEmpty: {
    kind: "invalid-argument",
    id: "COMMAND-bs9Ds",
    key: "Errors.User.Invalid",
    text: "A machine needs a user name and a name that are not white space only",
  },
  tokenUserNotFound: { kind: "failed-precondition", id: "COMMAND-Dggw2", key: "Errors.User.NotFound", text: userGone },
  tokenUserNotMachine: {
    kind: "failed-precondition",
    id: "COMMAND-Df2f1",
    key: "Errors.User.WrongType",
    text: "The user is a human; personal access tokens are for machines",
  },
  expirationPast: {
    kind: "invalid-argument",
    id: "DOMAIN-dv3t5",
    key: "Errors.AuthNKey.ExpireBeforeNow",
    text: "The expiration date lies in the past",
  },
  tokenNotFound: {
    kind: "not-found",
    id: "COMMAND-4m77G",
    key: "Errors.User.PAT.NotFound",
    text: "The user has no personal access token with this id",
  },
  tokenUnknown: {
    kind: "not-found",
    id: "QUERY-fRunu",
    key: "Errors.PersonalAccessToken.NotFound",
    text: "The user has no personal access token with this id",
  },
  machineNotFound: {
    kind: "not-found",
    id: "COMMAND-5M0od",
    key: "Errors.User.NotFound",
    text: "There is no machine with this id in the organization of the call",
  },
  machineNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-2n8vs",
    key: "Errors.User.NotChanged",
    text: "The machine already has exactly these values",
  },
  secretUserNotMachine: {
    kind: "failed-precondition",
    id: "COMMAND-x8910n",
    key: "Errors.User.NotExisting",
    text: "The user is not a machine; client secrets are for machines",
  },
  secretRemoveUserNotMachine: {
    kind: "failed-precondition",
    id: "COMMAND-x7s802",
    key: "Errors.User.NotExisting",
    text: "There is no machine with this id in the organization of the call",
  },
  secretNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-coi82n",
    key: "Errors.User.Machine.Secret.NotExisting",
    text: "The machine has no client secret",
  },
  keyInvalid: {
    kind: "invalid-argument",
    id: "COMMAND-5F3h1",
    key: "Errors.User.Machine.Key.Invalid",
    text: "The public key must be one RSA key of at least 2048 bits in PEM form",
  },
  keyUserNotMachine: {
    kind: "failed-precondition",
    id: "COMMAND-bnipwm1",
    key: "Errors.User.NotFound",
    text: "There is no machine with this id in the organization of the call",
  },
  keyNotFound: {
    kind: "not-found",
    id: "COMMAND-4m77G",
    key: "Errors.User.Machine.Key.NotFound",
    text: "The machine has no key with this id",
  },
  keyUnknown: {
    kind: "not-found",
    id: "QUERY-Tha6f",
    key: "Errors.AuthNKey.NotFound",
    text: "The user has no key with this id",
  },
} as const satisfies Record<string, ErrorEntry>;
