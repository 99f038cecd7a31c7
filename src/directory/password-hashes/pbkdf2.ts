import { pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/**
 * `$pbkdf2-sha256$29000$SALT$HASH` as passlib writes it, where `.` stands for `+`, and
 * `$pbkdf2-sha256$i=29000,l=32$SALT$HASH` of the PHC format; base64 without padding. `$pbkdf2$` is SHA-1.
 */
const pattern =
  /^\$pbkdf2(-sha1|-sha224|-sha256|-sha384|-sha512)?\$(?:i=)?(\d{1,8})(?:,l=\d{1,3})?\$([A-Za-z0-9+./]+)=*\$([A-Za-z0-9+./]+)=*$/;
/** Twenty times today's usual number takes some seconds. */
const maxIterations = 10_000_000;

/** Whether the password is the one of this PBKDF2 hash; false for a damaged hash and one of more than 10,000,000 passes. */
export async function verifyPbkdf2(encoded: string, password: string): Promise<boolean> {
  const [, digest = "-sha1", passes = "", salt = "", hash = ""] = pattern.exec(encoded) ?? [];
  const iterations = Number(passes);
  if (hash === "" || iterations < 1 || iterations > maxIterations) return false;
  const expected = decode(hash);
  const actual = await derive(password, decode(salt), iterations, expected.length, digest.slice(1));
  return timingSafeEqual(actual, expected);
}

const decode = (text: string): Buffer => Buffer.from(text.replaceAll(".", "+"), "base64");
