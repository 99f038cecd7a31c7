import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** `$scrypt$ln=16,r=8,p=1$SALT$HASH`, base64 without padding. */
const pattern = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)=*\$([A-Za-z0-9+/]+)=*$/;
/** 2^20 blocks of 8 take 1 GiB and some seconds. */
const maxMemoryBytes = 1_073_741_824;
const maxParallelism = 16;

/** Whether the password is the one of this scrypt hash; false for a damaged hash and one that needs more than 1 GiB. */
export async function verifyScrypt(encoded: string, password: string): Promise<boolean> {
  const [, logN = "", blockSize = "", parallelism = "", salt = "", hash = ""] = pattern.exec(encoded) ?? [];
  const [N, r, p] = [2 ** Number(logN), Number(blockSize), Number(parallelism)];
  const memoryBytes = 128 * N * r;
  if (hash === "" || N < 2 || r < 1 || p < 1 || p > maxParallelism || memoryBytes > maxMemoryBytes) return false;
  const expected = Buffer.from(hash, "base64");
  // The blocks themselves, and as much as OpenSSL wants beside them.
  const maxmem = memoryBytes + 128 * r * (p + 2) + 1_048_576;
  const actual = await derive(password, Buffer.from(salt, "base64"), expected.length, { N, r, p, maxmem });
  return timingSafeEqual(actual, expected);
}
