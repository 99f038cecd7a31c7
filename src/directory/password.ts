import { hash } from "@node-rs/argon2";
import { DomainError, type ErrorName } from "./errors.ts";

const minBytes = 8;

/** The password policy: rules in the order they are checked. Letters and symbols of every script count. */
const rules: readonly { readonly error: ErrorName; readonly holds: (password: string) => boolean }[] = [
  { error: "passwordTooShort", holds: (password) => Buffer.byteLength(password) >= minBytes },
  { error: "passwordWithoutLower", holds: (password) => /\p{Ll}/u.test(password) },
  { error: "passwordWithoutUpper", holds: (password) => /\p{Lu}/u.test(password) },
  { error: "passwordWithoutNumber", holds: (password) => /\p{N}/u.test(password) },
  { error: "passwordWithoutSymbol", holds: (password) => /[^\p{L}\p{N}\s]/u.test(password) },
];

/** Refuses a password that breaks the policy, with the first rule it breaks. */
export function assertPasswordFits(password: string): void {
  const broken = rules.find((rule) => !rule.holds(password));
  if (broken !== undefined) throw new DomainError(broken.error);
}

/**
 * The password's encoded argon2id hash, with the library's defaults (19 MiB, 2 passes: OWASP's first choice).
 *
 * Slow on purpose and done on another thread: never call it inside a command, where neighbours would wait for it.
 */
export const hashPassword = (password: string): Promise<string> => hash(password);
