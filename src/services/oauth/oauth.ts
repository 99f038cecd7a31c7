import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { OAuthService, TokenRequest } from "../../../gen/roster/oauth/v1/oauth_pb.ts";
import { faceOf } from "../../auth/face.ts";
import type { AccessToken } from "../../auth/oauth/access-tokens.ts";
import type { ClientCredentials } from "../../auth/oauth/client-secret.ts";
import type { MachineLogin } from "../../auth/oauth/machine-login.ts";
import { DomainError } from "../../directory/errors.ts";
import { tokenScopes } from "../../directory/personal-access-tokens.ts";
import { parseClientCredentials } from "./basic-credentials.ts";
import { issuerOf } from "./issuer.ts";

const grantTypes = {
  assertion: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  secret: "client_credentials",
} as const;

const tokenPath = "/oauth/v2/token";
const keysPath = "/oauth/v2/keys";

/**
 * Logins of machines, and what others need to know about them.
 *
 * @param publicUrl The address under which callers know this server. Default: the one they call.
 */
export const createOAuthService = (
  login: MachineLogin,
  publicUrl: string | undefined,
): ServiceImpl<typeof OAuthService> => ({
  async token(request, context) {
    const { token, lifetimeS, scopes } = await exchange(login, request, context, issuerOf(context, publicUrl));
    return { accessToken: token, tokenType: "Bearer", expiresIn: lifetimeS, scope: scopes.join(" ") };
  },
  async keys() {
    const keys = await login.listPublicKeys();
    return { keys: keys.map((key) => ({ kty: "RSA", use: "sig", alg: "RS256", ...key })) };
  },
  discovery(_request, context) {
    const issuer = issuerOf(context, publicUrl);
    return {
      issuer,
      tokenEndpoint: `${issuer}${tokenPath}`,
      jwksUri: `${issuer}${keysPath}`,
      grantTypesSupported: Object.values(grantTypes),
      tokenEndpointAuthMethodsSupported: ["client_secret_basic", "client_secret_post"],
      scopesSupported: [...tokenScopes],
      // There is no login page yet, so nothing can be asked of one.
      responseTypesSupported: [],
      subjectTypesSupported: ["public"],
      idTokenSigningAlgValuesSupported: ["RS256"],
    };
  },
});

async function exchange(
  login: MachineLogin,
  request: TokenRequest,
  context: HandlerContext,
  issuer: string,
): Promise<AccessToken> {
  const { grantType, assertion, scope } = request;
  const loginRequest = { scope, issuer, face: faceOf(context.service) };
  switch (grantType) {
    case grantTypes.assertion:
      if (assertion === "") throw new DomainError("assertionMissing");
      // RFC 7523 lets clients name the endpoint instead of the issuer.
      return login.byAssertion(assertion, [`${issuer}${tokenPath}`], loginRequest);
    case grantTypes.secret:
      return login.bySecret(readCredentials(request, context.requestHeader), loginRequest);
    case "":
      throw new DomainError("grantTypeMissing");
    default:
      throw new DomainError("grantTypeUnsupported");
  }
}

/** Fails with `clientShownTwice`, and with `clientInvalid` for a header that holds no credentials. */
function readCredentials({ clientId, clientSecret }: TokenRequest, headers: Headers): ClientCredentials {
  const header = headers.get("authorization") ?? "";
  if (header === "") return { clientId, clientSecret };
  if (clientSecret !== "") throw new DomainError("clientShownTwice");
  const credentials = parseClientCredentials(header);
  if (credentials === undefined) throw new DomainError("clientInvalid");
  // The name may be there a second time, but not another one.
  if (clientId !== "" && clientId !== credentials.clientId) throw new DomainError("clientShownTwice");
  return credentials;
}
