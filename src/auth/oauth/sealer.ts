import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** Encrypts secrets before they are stored. */
export interface Sealer {
  /** Names the key, and tells nothing else about it. */
  readonly id: string;
  /** The text, encrypted and protected against changes; another text each time. */
  seal(text: string): string;
  /** The text that was sealed. Throws when it was sealed under another key or changed since. */
  open(sealed: string): string;
}

/** Gives the secret that everything is sealed under. Called when it is first needed; may fail with an error for people. */
export type LoadMasterKey = () => Promise<string>;

const algorithm = "aes-256-gcm";
const keyBytes = 32;
/** What GCM is made for: 96 bits, random. A key seals a few texts a year, so none comes twice. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM under a key that is derived from the secret (HKDF with SHA-256), so that the secret may be a text of any
 * form. It must be long and random: nothing here slows down guessing.
 */
export function createSealer(secret: string): Sealer {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "roster: sealing of stored secrets", keyBytes));
  return {
    id: createHmac("sha256", key).update("roster: id of the sealing key").digest("hex").slice(0, 16),
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce);
      const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString("base64url");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      const nonce = bytes.subarray(0, nonceBytes);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      const encrypted = bytes.subarray(nonceBytes + tagBytes);
      return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString("utf8");
    },
  };
}
