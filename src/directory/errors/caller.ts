import type { ErrorEntry } from "./entry.ts";

const noPermission =
  "None of your roles in this organization allows this call. Ask for a role that carries its permission.";

/** Errors about the caller and the organization of the call. */
export const callerErrors = {
  authHeaderMissing: { kind: "unauthenticated", id: "", key: "auth header missing", text: "auth header missing" },
  authHeaderInvalid: {
    kind: "unauthenticated",
    id: "AUTH-toLo1",
    key: "invalid auth header",
    text: 'The authorization header must be given once, as "Bearer <token>"',
  },
  tokenInvalid: {
    kind: "unauthenticated",
    id: "AUTH-7fs1e",
    key: "Errors.Token.Invalid",
    text: "The access token is unknown, expired or was revoked. Send a valid one",
  },
  issuerUnavailable: {
    kind: "unavailable",
    id: "",
    key: "issuer unavailable",
    text: "The issuer of this token cannot be asked for its keys now. Try again",
  },
  apiKeyMissing: {
    kind: "permission-denied",
    id: "",
    key: "api key missing",
    text: "The x-api-key header is missing. Send the client id of the machine that calls",
  },
  apiKeyInvalid: {
    kind: "permission-denied",
    id: "",
    key: "api key invalid",
    text: "The x-api-key header does not name the machine that the access token belongs to",
  },
  orgUnknown: {
    kind: "permission-denied",
    id: "AUTH-Bs7Ds",
    key: "Organisation doesn't exist",
    text: "The organization named by the x-zitadel-orgid header does not exist",
  },
  membershipNotFound: {
    kind: "not-found",
    id: "AUTHZ-cdgFk",
    key: "membership not found",
    text: "You have no role in this organization. Ask for a membership or name another organization in x-zitadel-orgid",
  },
  permissionMissing: {
    kind: "permission-denied",
    id: "AUTH-5mWD2",
    key: "No matching permissions found",
    text: noPermission,
  },
  permissionElsewhere: {
    kind: "permission-denied",
    id: "AUTH-3jknH",
    key: "No matching permissions found",
    text: "Your roles allow this call on other objects only, not on the one it names",
  },
  permissionLacking: {
    kind: "permission-denied",
    id: "AUTH-AWfge",
    key: "No matching permissions found",
    text: "None of your roles in the organization that owns the object allows this",
  },
  permissionOfOtherObject: {
    kind: "permission-denied",
    id: "AUTH-Swrgg2",
    key: "No matching permissions found",
    text: "Your roles allow this on other objects only",
  },
  serverOverloaded: {
    kind: "resource-exhausted",
    id: "",
    key: "server overloaded",
    text: "The server has more calls than it can answer in time. Wait for as many seconds as the retry-after header says, then call again",
  },
  callRateExceeded: {
    kind: "resource-exhausted",
    id: "",
    key: "call rate exceeded",
    text: "You call more often than this server allows. Wait for as many seconds as the retry-after header says, then call again",
  },
  tooManyCalls: {
    kind: "resource-exhausted",
    id: "",
    key: "too many calls",
    text: "Too many calls in this minute. Wait for as many seconds as the retry-after header says, then call again",
  },
} as const satisfies Record<string, ErrorEntry>;
