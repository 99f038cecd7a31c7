import { defineSetting } from "./setting.ts";
import { httpUrl, masterKey, oneOf, text, wholeNumber } from "./value-types.ts";

/** Settings of logins, and of tokens that other servers made. */
export const accessSettings = {
  /** What secrets in the database are encrypted under. Secret. */
  masterKey: defineSetting({
    flag: undefined,
    env: "ROSTER_MASTER_KEY",
    fileEnv: "ROSTER_MASTER_KEY_FILE",
    group: "Access",
    type: masterKey,
    default: undefined,
    description:
      "Secret that signing keys are encrypted under, instead of a generated one in DIR/master.key. Has no flag: it is a secret.",
    reason:
      "A generated one cannot be a weak one. Processes on one database without a folder in common share signing keys once they are given the same one.",
  }),
  /** How long an access token from a login lives. */
  accessTokenLifetimeMs: defineSetting({
    flag: "access-token-lifetime-ms",
    env: "ROSTER_ACCESS_TOKEN_LIFETIME_MS",
    group: "Access",
    type: wholeNumber({ placeholder: "MS", min: 1000, max: 2_592_000_000 }),
    default: 43_200_000,
    description: "How long an access token from a login with a key or a secret lives, in milliseconds.",
    reason: "Twelve hours, ZITADEL's own default.",
  }),
  /** Another server whose tokens are accepted. */
  jwtIssuer: defineSetting({
    flag: "jwt-issuer",
    env: "ROSTER_JWT_ISSUER",
    group: "Access",
    type: httpUrl,
    default: undefined,
    description: "Another server whose JWTs are accepted from callers, by its address as it stands in their iss claim.",
    reason: "Nobody is trusted until somebody decides so.",
  }),
  /** What the tokens of `jwtIssuer` must be for; always together with it. */
  jwtAudience: defineSetting({
    flag: "jwt-audience",
    env: "ROSTER_JWT_AUDIENCE",
    group: "Access",
    type: text("AUDIENCE"),
    default: undefined,
    description: "What the JWTs of the outside issuer must have in their aud claim.",
    reason: "Belongs to the issuer: a token that was made for another service must be of no use here.",
  }),
  /** Where the keys of `jwtIssuer` are. */
  jwtJwksUrl: defineSetting({
    flag: "jwt-jwks-url",
    env: "ROSTER_JWT_JWKS_URL",
    group: "Access",
    type: httpUrl,
    default: undefined,
    description: "Where the outside issuer publishes its keys.",
    reason: "Its discovery document says so.",
  }),
  /** What of a user the tokens of `jwtIssuer` name. */
  jwtSubject: defineSetting({
    flag: "jwt-subject",
    env: "ROSTER_JWT_SUBJECT",
    group: "Access",
    type: oneOf("NAME", ["user-id", "login-name", "email"]),
    default: "user-id",
    description:
      "What of a user the JWTs of the outside issuer name: user-id, login-name, or email, which must be verified on both sides.",
    reason: "An id stays its user's; names and addresses can become another's.",
  }),
  /** The claim that holds it. */
  jwtSubjectClaim: defineSetting({
    flag: "jwt-subject-claim",
    env: "ROSTER_JWT_SUBJECT_CLAIM",
    group: "Access",
    type: text("CLAIM"),
    default: undefined,
    description: "Claim of the JWTs that names the user.",
    reason: "It is sub, and with --jwt-subject email it is email.",
  }),
};
