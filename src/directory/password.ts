import { hash, parseOptions, verify } from "@node-rs/argon2";
import { verifyBcrypt } from "./password-hashes/bcrypt.ts";
import { verifyPbkdf2 } from "./password-hashes/pbkdf2.ts";
import { verifyScrypt } from "./password-hashes/scrypt.ts";

/** Cost of a new hash: OWASP's first choice for argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A hash of the same cost as ours that no password fits: what is checked when there is nothing to check. */
export const hashOfNothing: string = [
  `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}`,
  Buffer.from("no one has this.").toString("base64").replace(/=+$/, ""),
  Buffer.alloc(32).toString("base64").replace(/=+$/, ""),
].join("$");

/** Most memory a stored argon2 hash may ask for: 1 GiB. An imported hash must not take the machine's whole memory. */
const maxMemoryCostKiB = 1_048_576;
const maxTimeCost = 64;

/**
 * The password's encoded argon2id hash, 19 MiB and 2 passes.
 *
 * Slow on purpose and done on another thread: never call it inside a command, where neighbours would wait for it.
 */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/**
 * Whether the password is the one that was hashed.
 * - Knows argon2 (id, i, d), bcrypt (2a, 2b, 2y), scrypt and PBKDF2 (SHA-1, 256, 384, 512) in their standard encodings.
 * - False for an encoding it does not know, one that is damaged, and one that asks for an absurd effort: imports are
 *   taken as they are.
 * - As slow as hashing: never call it inside a command.
 */
export const verifyPassword = async (encoded: string, password: string): Promise<boolean> =>
  (await findScheme(encoded)?.verify(encoded, password)) ?? false;

/** Whether a hash is in an encoding that passwords can be checked against. */
export const isKnownHash = (encoded: string): boolean => findScheme(encoded) !== undefined;

const findScheme = (encoded: string) => {
  const name = encoded.split("$", 2)[1] ?? "";
  return schemes.find(({ pattern }) => pattern.test(name));
};

/** Whether a hash should be replaced when its password is next seen: it is no argon2id, or one of another cost. */
export function needsRehash(encoded: string): boolean {
  if (!encoded.startsWith("$argon2id$v=19$")) return true;
  const options = parseArgon2(encoded);
  return (
    options === undefined ||
    options.memoryCost !== cost.memoryCost ||
    options.timeCost !== cost.timeCost ||
    options.parallelism !== cost.parallelism
  );
}

async function verifyArgon2(encoded: string, password: string): Promise<boolean> {
  const options = parseArgon2(encoded);
  if (options === undefined || options.memoryCost > maxMemoryCostKiB || options.timeCost > maxTimeCost) return false;
  return verify(encoded, password);
}

/** `undefined` for a text that is no argon2 hash. */
function parseArgon2(encoded: string) {
  try {
    return parseOptions(encoded);
  } catch {
    return undefined;
  }
}

/** The encodings, by what stands before their second dollar sign. */
const schemes: readonly {
  readonly pattern: RegExp;
  readonly verify: (encoded: string, password: string) => Promise<boolean>;
}[] = [
  { pattern: /^argon2(id|i|d)$/, verify: verifyArgon2 },
  { pattern: /^2[aby]$/, verify: verifyBcrypt },
  { pattern: /^scrypt$/, verify: verifyScrypt },
  { pattern: /^pbkdf2(-sha(1|224|256|384|512))?$/, verify: verifyPbkdf2 },
];
