import type { ErrorEntry } from "./entry.ts";

/**
 * Errors about logins of machines. Their keys are the error codes of RFC 6749, section 5.2; ZITADEL gives them no ids.
 * Texts hold no quotation marks and backslashes, which the RFC does not allow in `error_description`.
 */
export const oauthErrors = {
  grantTypeMissing: {
    kind: "invalid-argument",
    id: "",
    key: "invalid_request",
    text: "The parameter grant_type is missing",
  },
  grantTypeUnsupported: {
    kind: "invalid-argument",
    id: "",
    key: "unsupported_grant_type",
    text: "The grant type must be client_credentials or urn:ietf:params:oauth:grant-type:jwt-bearer",
  },
  assertionMissing: {
    kind: "invalid-argument",
    id: "",
    key: "invalid_request",
    text: "The parameter assertion is missing",
  },
  assertionInvalid: {
    kind: "unauthenticated",
    id: "",
    key: "invalid_grant",
    text: "The assertion is not accepted. It must be signed by an active machine with one of its keys, whose id is its kid, have the id of the machine as iss and sub and the issuer of this server as aud, and end within an hour",
  },
  scopeInvalid: {
    kind: "invalid-argument",
    id: "",
    key: "invalid_scope",
    text: "The parameter scope must be names in printable ASCII, with one space between them",
  },
  clientInvalid: {
    kind: "unauthenticated",
    id: "",
    key: "invalid_client",
    text: "The client is unknown, its secret is missing or wrong, or it may not log in. Send the login name and the secret of a machine",
  },
  clientShownTwice: {
    kind: "invalid-argument",
    id: "",
    key: "invalid_request",
    text: "The client must send its secret in one way only: in the authorization header or as a parameter",
  },
} as const satisfies Record<string, ErrorEntry>;
