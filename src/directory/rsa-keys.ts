import { createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { DomainError } from "./errors.ts";

/** A key pair that was just made. */
export interface KeyPair {
  /** PEM, PKCS#1: what ZITADEL's SDKs read from a key file. */
  readonly privateKey: string;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
}

const modulusBits = 2048;
/** Only public keys: Node would also take a private key or a certificate, and find the public key in it. */
const pemPattern = /^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----\s[A-Za-z0-9+/=\s]+-----END (?:RSA )?PUBLIC KEY-----\s*$/;

const generate = promisify(generateKeyPair);

/** A new RSA key pair of 2048 bits. Made on another thread, which takes a tenth of a second: never inside a command. */
export async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await generate("rsa", { modulusLength: modulusBits });
  return { privateKey: exportPem(privateKey, "pkcs1"), publicKey: exportPem(publicKey, "spki") };
}

/**
 * The public key as PEM, SubjectPublicKeyInfo; PKCS#1 is read, too. `keyInvalid` when it is not exactly one public RSA
 * key of 2048 bits or more: shorter ones are within reach of whoever wants to be the machine.
 */
export function verifyPublicKey(pem: string): string {
  const key = pemPattern.test(pem) ? parsePublicKey(pem) : undefined;
  if (key?.asymmetricKeyType !== "rsa") throw new DomainError("keyInvalid");
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < modulusBits) throw new DomainError("keyInvalid");
  return exportPem(key, "spki");
}

function parsePublicKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

const exportPem = (key: KeyObject, type: "pkcs1" | "spki"): string => String(key.export({ format: "pem", type }));
