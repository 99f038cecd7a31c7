import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Dependencies } from "../../directory/dependencies.ts";
import { newKeyPair } from "../../directory/rsa-keys.ts";
import { ConstraintError, type SigningKeyId, type SigningKeyRow, signingKeyId } from "../../storage/contract/index.ts";
import { createSealer, type LoadMasterKey, type Sealer } from "./sealer.ts";

/** A key that tokens are signed with now. */
export interface SigningKey {
  readonly id: SigningKeyId;
  readonly privateKey: KeyObject;
}

/** A public RSA key as RFC 7517 writes it. */
export interface PublicJwk {
  readonly kid: string;
  /** Modulus, base64url. */
  readonly n: string;
  /** Exponent, base64url. */
  readonly e: string;
}

/** The keys that access tokens are signed with. */
export interface SigningKeys {
  /** The key to sign a token with that lives the full time from now; made when there is none. */
  current(): Promise<SigningKey>;
  /** The public keys of all tokens that may not have ended, the newest first. */
  listPublic(): Promise<readonly PublicJwk[]>;
}

/** How long a key signs: what leaks is of use for a month at most, and a key set stays a handful of keys. */
const signingUs = 30 * 24 * 3_600_000_000;

/** So many processes can make a key at the same moment before one of them gives up. */
const maxAttempts = 10;

/**
 * Signing keys in the storage, each sealed under this process's master key.
 *
 * - A key is made when it is first needed, off the main thread, and replaced after a month. It signs only tokens that
 *   end before it does, and is published until its end.
 * - Processes with the same master key share keys. Those with different ones each sign with keys of their own and
 *   publish all of them, so what one has signed all of them vouch for.
 */
export function createSigningKeys(
  dependencies: Pick<Dependencies, "storage" | "clock" | "newId">,
  options: { readonly loadMasterKey: LoadMasterKey; readonly tokenLifetimeUs: number },
): SigningKeys {
  const { storage, clock } = dependencies;
  const opened = new Map<SigningKeyId, KeyObject>();
  let sealer: Sealer | undefined;
  let making: Promise<void> | undefined;

  const isUsable = (row: SigningKeyRow, { id }: Sealer): boolean =>
    row.sealedBy === id && row.expirationTimeUs - options.tokenLifetimeUs > clock();

  function open(row: SigningKeyRow, { open: openSealed }: Sealer): SigningKey {
    const privateKey = opened.get(row.id) ?? createPrivateKey(openSealed(row.sealedPrivateKey));
    opened.set(row.id, privateKey);
    return { id: row.id, privateKey };
  }

  return {
    async current() {
      sealer ??= createSealer(await options.loadMasterKey());
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        const rows = await storage.reader.signingKeys.list();
        const row = rows.find((candidate) => sealer !== undefined && isUsable(candidate, sealer));
        if (row !== undefined) return open(row, sealer);
        // One for all who wait: a pair takes a tenth of a second of a core.
        making ??= makeKey(dependencies, sealer, rows[0]?.generation ?? 0, options.tokenLifetimeUs).finally(() => {
          making = undefined;
        });
        await making;
      }
      throw new Error("other processes kept making signing keys under other master keys at the same moment");
    },
    async listPublic() {
      const rows = await storage.reader.signingKeys.list();
      return rows.filter(({ expirationTimeUs }) => expirationTimeUs > clock()).map(toJwk);
    },
  };
}

/** Stores a new key, unless another process does so first. */
async function makeKey(
  { storage, clock, newId }: Pick<Dependencies, "storage" | "clock" | "newId">,
  sealer: Sealer,
  lastGeneration: number,
  tokenLifetimeUs: number,
): Promise<void> {
  const pair = await newKeyPair();
  const timeUs = clock();
  const row: SigningKeyRow = {
    generation: lastGeneration + 1,
    id: signingKeyId(newId()),
    publicKey: pair.publicKey,
    sealedPrivateKey: sealer.seal(pair.privateKey),
    sealedBy: sealer.id,
    creationTimeUs: timeUs,
    expirationTimeUs: timeUs + signingUs + tokenLifetimeUs,
  };
  try {
    await storage.command({
      keys: ["signing-keys"],
      async run(tx) {
        await tx.signingKeys.insert(row);
        await tx.signingKeys.deleteExpired(timeUs, row.generation);
      },
    });
  } catch (error) {
    if (!(error instanceof ConstraintError && error.constraint === "signing-key")) throw error;
  }
}

function toJwk({ id, publicKey }: SigningKeyRow): PublicJwk {
  const { n = "", e = "" } = createPublicKey(publicKey).export({ format: "jwk" });
  return { kid: id, n, e };
}
