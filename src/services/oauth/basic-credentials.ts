import { decodeBasicPair } from "../../auth/basic-authentication.ts";
import type { ClientCredentials } from "../../auth/oauth/client-secret.ts";

/**
 * The credentials of a Basic authorization header, whose halves are form-encoded before they are joined (RFC 6749,
 * section 2.3.1); a half that is no valid encoding is taken as it stands, because many clients skip that step.
 * `undefined` for a header of another scheme, or one that is no Base64 of two halves.
 */
export function parseClientCredentials(header: string): ClientCredentials | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const pair = decodeBasicPair(encoded);
  return pair && { clientId: decodeHalf(pair.before), clientSecret: decodeHalf(pair.after) };
}

function decodeHalf(half: string): string {
  try {
    return decodeURIComponent(half.replaceAll("+", " "));
  } catch {
    return half;
  }
}
