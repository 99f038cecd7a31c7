import type { Authenticate } from "../../auth/authenticate.ts";
import type { PasswordLogin } from "../../auth/password-login.ts";
import { DomainError } from "../../directory/errors.ts";
import { decodeHeaderText } from "../../transcoding/index.ts";
import { accountOfHost, parseAccountUrl } from "./account-url.ts";

/** How callers of this interface show who they are. */
export interface AccountAuthenticationOptions {
  readonly logIn: PasswordLogin;
  /** The account's URL; when `undefined`, any whose host is the request's own. */
  readonly accountUrl: string | undefined;
  /** Named by the history of a user who gets a wrong password. */
  readonly face: string;
}

/**
 * The check of the account's URL, and of the e-mail address or login and the password, that come with every request.
 *
 * Fails with `accountLoginFailed` whatever is wrong: another account, a header that is missing, an unknown user, a wrong
 * password, a user that may not log in. It takes the same time for all but the first two, which tell nothing of users.
 */
export const createAccountAuthentication =
  ({ logIn, accountUrl, face }: AccountAuthenticationOptions): Authenticate =>
  async (headers) => {
    const read = (name: string): string => decodeHeaderText(headers.get(name) ?? "");
    const given = parseAccountUrl(read("x-auth-account-url"));
    const wanted = accountUrl === undefined ? accountOfHost(read("host")) : parseAccountUrl(accountUrl);
    const credentials = { login: read("x-auth-email").trim(), password: read("x-auth-password") };
    if (given === undefined || given !== wanted || credentials.login === "" || credentials.password === "") {
      throw new DomainError("accountLoginFailed");
    }
    const user = await logIn(credentials, { kind: "user-name-or-email", face });
    if (user === undefined) throw new DomainError("accountLoginFailed");
    return { userId: user.id, homeOrgId: user.orgId };
  };
