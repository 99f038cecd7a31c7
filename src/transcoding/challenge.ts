import type { ConnectError } from "@connectrpc/connect";

const descriptionMaxLength = 200;

/**
 * A `WWW-Authenticate` value for bearer tokens (RFC 6750, 3) with the message of the error as its description.
 *
 * Only the characters RFC 6750 allows in a description pass, so a message cannot end the quoted text, add a parameter or
 * start another header. The others become `?`.
 */
export function createBearerChallenge(error: ConnectError): string {
  const description = error.rawMessage.slice(0, descriptionMaxLength).replace(/[^ !#-[\]-~]/gu, "?");
  return description === "" ? "Bearer" : `Bearer error_description="${description}"`;
}
