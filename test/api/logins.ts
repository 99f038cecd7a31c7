import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import { OAuthService } from "../../gen/roster/oauth/v1/oauth_pb.ts";
import { KeyType } from "../../gen/zitadel/authn/v1/key_pb.ts";
import type { OrgInTest } from "./org-in-test.ts";
import { rpc } from "./world.ts";

/** The RPCs that machines log in with. */
export const oauthRpc = OAuthService.method;

/** The grant types that there are. */
export const grantTypes = {
  assertion: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  secret: "client_credentials",
} as const;

/** A key file, as SDKs read it. */
export interface KeyFile {
  readonly keyId: string;
  readonly userId: string;
  /** PEM, PKCS#1. */
  readonly key: string;
}

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = new Uint8Array(Buffer.from(String(pair.publicKey.export({ format: "pem", type: "spki" }))));
const key = String(pair.privateKey.export({ format: "pem", type: "pkcs1" }));

/**
 * Adds a key to the machine, and answers a file for it. It is the same pair for every machine: making one takes long, and
 * so a signature alone tells no machine from another.
 */
export async function addKeyFile(org: OrgInTest, userId: string): Promise<KeyFile> {
  const { keyId } = await org.ok(rpc.addMachineKey, { userId, type: KeyType.JSON, publicKey });
  return { keyId, userId, key };
}

/** Has a key made for the machine, and answers its file. */
export async function generateKeyFile(org: OrgInTest, userId: string): Promise<KeyFile> {
  const { keyDetails } = await org.ok(rpc.addMachineKey, { userId, type: KeyType.JSON });
  return JSON.parse(Buffer.from(keyDetails).toString());
}

/** Signs an assertion as an SDK does; the claims and header parameters given take the place of its own. */
export async function signAssertion(
  { keyId, userId, key }: KeyFile,
  audience: string,
  change: {
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly header?: { readonly alg?: string; readonly kid?: string };
  } = {},
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000);
  const claims = { iss: userId, sub: userId, aud: audience, iat: nowS, exp: nowS + 3_600, ...change.claims };
  // Some are wrong on purpose.
  return new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: "RS256", kid: keyId, ...change.header })
    .sign(createPrivateKey(key));
}
