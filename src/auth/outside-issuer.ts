import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import { z } from "zod";
import type { Clock } from "../directory/clock.ts";
import { DomainError } from "../directory/errors.ts";
import type { AccessChanges, UserReader, UserRow } from "../storage/contract/index.ts";
import { type CacheCounts, createAccessCache, type Finding } from "./access-cache.ts";
import type { Identity } from "./context.ts";
import { createKeyedHash } from "./keyed-hash.ts";
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

/** Who calls, from a token of an outside issuer, and how long that holds; `undefined` for a token that is none of its. */
export type AuthenticateOutsider = (token: string) => Promise<Finding<Identity> | undefined>;

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
 *   must not be locked or inactive.
 * - A signature that was found good is not checked again before the token ends or the keys are fetched anew.
 *
 * Fails with `tokenInvalid` for whatever is wrong with the token or its user, and with `issuerUnavailable` when the keys
 * cannot be fetched.
 */
export function createAuthenticateOutsider(
  dependencies: {
    readonly users: Pick<UserReader, "find" | "findByUserName" | "list">;
    readonly clock: Clock;
    readonly accessChanges: AccessChanges;
    readonly counts?: CacheCounts | undefined;
  },
  outside: OutsideIssuer,
): AuthenticateOutsider {
  const { users, clock } = dependencies;
  const verified = createAccessCache<VerifiedToken>(dependencies);
  const keys = createKeyFinder(outside);
  const keyOf = createKeyedHash();

  async function verifyToken(token: string): Promise<Finding<VerifiedToken>> {
    let version: number | undefined;
    const getKey: JWTVerifyGetKey = async (header, jws) => {
      const key = await keys.find(header, jws);
      version = keys.version();
      return key;
    };
    const payload = await verify(token, getKey, outside, clock);
    const holds = {
      endTimeUs: ((payload.exp ?? 0) + leewayS) * 1_000_000,
      isCurrent: () => version !== undefined && version === keys.version(),
    };
    return { value: { payload, ...holds }, userId: undefined, ...holds };
  }

  return async (token) => {
    if (readIssuer(token) !== outside.issuer) return undefined;
    const key = keyOf(token);
    const { payload, endTimeUs, isCurrent } =
      verified.find(key) ?? (await verified.read(key, () => verifyToken(token)));
    const user: UserRow | undefined = await findSubject(users, payload, outside.subject);
    if (user === undefined || !canLogIn(user.state)) throw new DomainError("tokenInvalid");
    const value = { userId: user.id, homeOrgId: user.orgId };
    // An address may become another user's, too, and no change of this one's access tells so.
    return { value, userId: user.id, endTimeUs, isCurrent, isKept: outside.subject.by !== "email" };
  };
}

/** A token whose signature and claims are good. */
interface VerifiedToken {
  readonly payload: JWTPayload;
  readonly endTimeUs: number;
  /** Whether the issuer's keys are those that it was checked with. */
  readonly isCurrent: () => boolean;
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

/** The keys of the issuer. */
interface KeyFinder {
  readonly find: JWTVerifyGetKey;
  /** Another one whenever the keys were fetched; `undefined` when they are to be fetched for the next token. */
  version(): number | undefined;
}

/** Finds the key of a token. The address of the keys is looked up once it is needed, and again until that works. */
function createKeyFinder({ issuer, jwksUrl }: OutsideIssuer): KeyFinder {
  let opening: Promise<KeySet> | undefined;
  let keySet: KeySet | undefined;
  let fetchCount = 0;
  const countFetch = () => {
    fetchCount++;
  };
  const find: JWTVerifyGetKey = async (header, token) => {
    opening ??= openKeySet(issuer, jwksUrl, countFetch).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    try {
      keySet = await opening;
      return await keySet(header, token);
    } catch (cause) {
      // These are about the token: it names a key that the issuer does not have, or does not sign like this one.
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      if (cause instanceof errors.JOSENotSupported) throw cause;
      throw new IssuerAnswerError("the issuer's keys cannot be fetched", { cause });
    }
  };
  return { find, version: () => (keySet?.fresh ? fetchCount : undefined) };
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

async function openKeySet(issuer: string, jwksUrl: string | undefined, onFetch: () => void): Promise<KeySet> {
  const url = new URL(jwksUrl ?? (await discoverKeys(issuer)));
  return createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cacheMaxAge: cacheMaxAgeMs,
    cooldownDuration: cooldownMs,
    [customFetch](address, options) {
      onFetch();
      return fetch(address, options);
    },
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
