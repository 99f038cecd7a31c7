import type { SigningKeyId } from "./ids.ts";

/** A key pair that access tokens are signed with. */
export interface SigningKeyRow {
  /** From 1, one more for each key. */
  readonly generation: number;
  /** Stands in the tokens' headers, as `kid`. */
  readonly id: SigningKeyId;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** The private key, encrypted. */
  readonly sealedPrivateKey: string;
  /** Names the key it is encrypted under; several processes may each have one of their own. */
  readonly sealedBy: string;
  readonly creationTimeUs: number;
  /** Until when the public key is published. No token that was signed with the key lives longer. */
  readonly expirationTimeUs: number;
}

/** Reads of signing keys. */
export interface SigningKeyReader {
  /** Every signing key, the newest first. */
  list(): Promise<readonly SigningKeyRow[]>;
}

/** Writes of signing keys. */
export interface SigningKeyWriter extends SigningKeyReader {
  /** Stores a new key. A generation that is taken must fail with ConstraintError `signing-key`: another process was first. */
  insert(row: SigningKeyRow): Promise<void>;
  /** Removes the keys that ended at this time or before; those of the given generation and later must stay. */
  deleteExpired(timeUs: number, beforeGeneration: number): Promise<void>;
}
