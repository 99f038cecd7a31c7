import { createPublicKey } from "node:crypto";
import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { Dependencies } from "../../directory/dependencies.ts";
import { DomainError } from "../../directory/errors.ts";
import { isMachine, type MachineRow } from "../../directory/user-aggregate.ts";
import { everyOrg, keyId, type MachineKeyRow } from "../../storage/contract/index.ts";
import { canLogIn } from "../user-login.ts";

/** What the keys of machines sign with. Never `none`, and never a secret that both sides know. */
const algorithms = ["RS256", "RS384", "RS512"];

/** How far ahead an assertion may end, as in ZITADEL: one that is lost is of no use soon after. */
const maxLifetimeS = 3_600;

/** How much clocks may differ. */
const leewayS = 30;

/** Ids of keys are decimal; what is longer or stranger is none. */
const keyIdPattern = /^[\x21-\x7e]{1,200}$/;

/**
 * The machine that signed an assertion (RFC 7523, section 3).
 *
 * - `kid` names the key, whose owner must be both `iss` and `sub`; `aud` must hold one of the audiences; `exp` must be
 *   there and at most an hour ahead; `iat`, where there is one, must not lie in the future.
 * - An assertion may be used again until it ends, as in ZITADEL: SDKs do so.
 *
 * Fails with `assertionInvalid` for whatever is wrong, so that nobody learns which machines and keys there are.
 */
export async function verifyAssertion(
  { storage, clock }: Pick<Dependencies, "storage" | "clock">,
  assertion: string,
  audiences: readonly string[],
): Promise<MachineRow> {
  const id = readKeyId(assertion);
  const key = id === undefined ? undefined : await storage.reader.machineKeys.findById(keyId(id));
  if (key === undefined || key.expirationTimeUs <= clock()) throw new DomainError("assertionInvalid");
  await verifySignature(key, assertion, audiences, Math.floor(clock() / 1_000_000));
  const user = await storage.reader.users.find(everyOrg, key.userId);
  if (!isMachine(user) || !canLogIn(user.state)) throw new DomainError("assertionInvalid");
  return user;
}

function readKeyId(assertion: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(assertion);
    return kid !== undefined && keyIdPattern.test(kid) ? kid : undefined;
  } catch {
    return undefined;
  }
}

async function verifySignature(
  key: MachineKeyRow,
  assertion: string,
  audiences: readonly string[],
  nowS: number,
): Promise<void> {
  try {
    const { payload } = await jwtVerify(assertion, createPublicKey(key.publicKey), {
      algorithms,
      issuer: key.userId,
      subject: key.userId,
      audience: [...audiences],
      requiredClaims: ["exp"],
      clockTolerance: leewayS,
      currentDate: new Date(nowS * 1000),
    });
    const { exp = 0, iat = 0 } = payload;
    if (exp > nowS + maxLifetimeS + leewayS) throw new errors.JWTClaimValidationFailed("exp is too far ahead", payload);
    if (iat > nowS + leewayS) throw new errors.JWTClaimValidationFailed("iat lies in the future", payload);
  } catch (cause) {
    throw new DomainError("assertionInvalid", { cause });
  }
}
