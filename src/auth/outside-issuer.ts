import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";
import type { Clock } from "../directory/clock.ts";
import { DomainError } from "../directory/errors.ts";
import type { UserReader, UserRow } from "../storage/contract/index.ts";
import type { Identity } from "./context.ts";
import { findSubject, type SubjectMapping } from "./subject-mapping.ts";
import { canLogIn } from "./user-login.ts";

/** Another server whose tokens callers may show. */
export interface OutsideIssuer {
  /** What its tokens have as `iss`. */
  readonly issuer: string;
  /** Where its keys are. Default: what its own discovery document says. */
  readonly jwksUrl: string | undefined;
  /** What its tokens must have among `aud`, so that those for other services are of no use here. */
  readonly audience: string;
  readonly subject: SubjectMapping;
}

/** Who calls, from a token of an outside issuer; `undefined` for a token that is none of its. */
export type AuthenticateOutsider = (token: string) => Promise<Identity | undefined>;

/** Signatures with a pair of keys. Never `none`, and never a secret that both sides know. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** How much clocks may differ. */
const leewayS = 30;

/** How long an answer of the issuer may take: callers wait for it. */
const timeoutMs = 3_000;

/** How long its keys are used without asking again. An unknown `kid` asks at once, but not more often than this. */
const [cacheMaxAgeMs, cooldownMs] = [10 * 60_000, 10_000];

/**
 * The check of an outside issuer's tokens (RFC 7519): its keys are fetched at the first token, cached, and fetched again
 * for a key id that is not among them.
 *
 * - `iss` and `aud` must be the configured ones, and `exp` must be there. The user that the subject names must exist and
 *   must not be locked or inactive, which is looked up at each call.
 *
 * Fails with `tokenInvalid` for whatever is wrong with the token or its user, and with `issuerUnavailable` when the keys
 * cannot be fetched.
 */
export function createAuthenticateOutsider(
  dependencies: { readonly users: Pick<UserReader, "find" | "findByUserName" | "list">; readonly clock: Clock },
  outside: OutsideIssuer,
): AuthenticateOutsider {
  const getKey = createKeyFinder(outside);
  return async (token) => {
    if (readIssuer(token) !== outside.issuer) return undefined;
    const payload = await verify(token, getKey, outside, dependencies.clock);
    const user: UserRow | undefined = await findSubject(dependencies.users, payload, outside.subject);
    if (user === undefined || !canLogIn(user.state)) throw new DomainError("tokenInvalid");
    return { userId: user.id, homeOrgId: user.orgId };
  };
}

/** Looked at before anything is fetched, so that other tokens cost the issuer nothing. */
function readIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verify(
  token: string,
  getKey: JWTVerifyGetKey,
  { issuer, audience }: OutsideIssuer,
  clock: Clock,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, getKey, {
      algorithms,
      issuer,
      audience,
      requiredClaims: ["exp"],
      clockTolerance: leewayS,
      currentDate: new Date(clock() / 1000),
    });
    return payload;
  } catch (cause) {
    throw cause instanceof IssuerAnswerError
      ? new DomainError("issuerUnavailable", { cause: cause.cause })
      : new DomainError("tokenInvalid", { cause });
  }
}

/** The issuer gave no usable answer; what it was is the cause. */
class IssuerAnswerError extends Error {
  override readonly name = "IssuerAnswerError";
}

/** Finds the key of a token. The address of the keys is looked up once it is needed, and again until that works. */
function createKeyFinder({ issuer, jwksUrl }: OutsideIssuer): JWTVerifyGetKey {
  let keySet: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    keySet ??= openKeySet(issuer, jwksUrl).catch((error: unknown) => {
      keySet = undefined;
      throw error;
    });
    try {
      const find = await keySet;
      return await find(header, token);
    } catch (cause) {
      // These are about the token: it names a key that the issuer does not have, or does not sign like this one.
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      if (cause instanceof errors.JOSENotSupported) throw cause;
      throw new IssuerAnswerError("the issuer's keys cannot be fetched", { cause });
    }
  };
}

async function openKeySet(issuer: string, jwksUrl: string | undefined): Promise<JWTVerifyGetKey> {
  const url = new URL(jwksUrl ?? (await discoverKeys(issuer)));
  return createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cacheMaxAge: cacheMaxAgeMs,
    cooldownDuration: cooldownMs,
  });
}

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** The address of the issuer's keys (OpenID Connect Discovery, section 4). */
async function discoverKeys(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
  const metadata = metadataSchema.parse(await response.json());
  if (metadata.issuer !== issuer) throw new Error(`${url} is that of ${metadata.issuer}`);
  return metadata.jwks_uri;
}
