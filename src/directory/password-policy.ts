import { DomainError, type ErrorName } from "./errors.ts";

/** The shortest password, in bytes. */
export const minPasswordBytes = 8;

/** What a password is for. The ids of the errors differ, as upstream. */
export type PasswordUse = "initial" | "set";

/** The password policy: rules in the order they are checked. Letters and symbols of every script count. */
const rules: readonly {
  readonly errors: Readonly<Record<PasswordUse, ErrorName>>;
  readonly holds: (password: string) => boolean;
}[] = [
  {
    errors: { initial: "passwordTooShort", set: "setPasswordTooShort" },
    holds: (password) => Buffer.byteLength(password) >= minPasswordBytes,
  },
  {
    errors: { initial: "passwordWithoutLower", set: "setPasswordWithoutLower" },
    holds: (password) => /\p{Ll}/u.test(password),
  },
  {
    errors: { initial: "passwordWithoutUpper", set: "setPasswordWithoutUpper" },
    holds: (password) => /\p{Lu}/u.test(password),
  },
  {
    errors: { initial: "passwordWithoutNumber", set: "setPasswordWithoutNumber" },
    holds: (password) => /\p{N}/u.test(password),
  },
  {
    errors: { initial: "passwordWithoutSymbol", set: "setPasswordWithoutSymbol" },
    holds: (password) => /[^\p{L}\p{N}\s]/u.test(password),
  },
];

/** Which rules of the policy a password breaks, in the order they are checked. */
export const listPolicyBreaches = (password: string): readonly ErrorName[] =>
  rules.filter((rule) => !rule.holds(password)).map(({ errors }) => errors.set);

/** The error for the first rule of the policy that a password breaks. */
export const findPolicyBreach = (password: string, use: PasswordUse): ErrorName | undefined =>
  rules.find((rule) => !rule.holds(password))?.errors[use];

/** Refuses a password that breaks the policy, with the first rule it breaks. */
export function assertPasswordFits(password: string, use: PasswordUse): void {
  const breach = findPolicyBreach(password, use);
  if (breach !== undefined) throw new DomainError(breach);
}
