import { DomainError } from "../directory/errors.ts";
import type { Authenticate } from "./authenticate.ts";
import type { Credentials, PasswordLogin } from "./password-login.ts";

/** Header that carries a name and a password. */
const headerAuthorization = "authorization";

/**
 * The check of the authorization header's user name and password (RFC 7617), of a user of the directory.
 *
 * Fails with `basicInvalid` in every case: no header, another scheme, something that cannot be read, a user that is not
 * known, a wrong password. With `loginsBusy` when too many wait.
 */
export const createBasicAuthentication =
  (logIn: PasswordLogin, face: string): Authenticate =>
  async (headers) => {
    const credentials = parseBasicCredentials(headers.get(headerAuthorization));
    const user = credentials && (await logIn(credentials, { kind: "user-name", face }));
    if (user === undefined) throw new DomainError("basicInvalid");
    return { userId: user.id, homeOrgId: user.orgId };
  };

/**
 * What a Basic header holds, as UTF-8; `undefined` for anything else. As Camunda reads it, the scheme is written
 * "Basic " and no other way, and the password begins behind the first colon.
 */
export function parseBasicCredentials(header: string | null): Credentials | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(header ?? "")?.[1];
  const pair = encoded === undefined ? undefined : decodeBasicPair(encoded);
  return pair && { login: pair.before, password: pair.after };
}

/** What stands before and after the first colon of a Basic header's text; `undefined` when there is no colon. */
export function decodeBasicPair(encoded: string): { readonly before: string; readonly after: string } | undefined {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { before: text.slice(0, colon), after: text.slice(colon + 1) };
}
