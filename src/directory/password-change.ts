import type { Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { type HumanChange, passwordChange } from "./human-changes.ts";
import { hashPassword, isKnownHash, verifyPassword } from "./password.ts";
import { findPolicyBreach } from "./password-policy.ts";
import { type HumanRow, isHuman, recordOnUser, userKey } from "./user-aggregate.ts";
import { checkCode } from "./verification-codes.ts";

/** How somebody shows that a password is theirs to change. */
export type PasswordProof =
  | { readonly kind: "current"; readonly password: string }
  | { readonly kind: "code"; readonly code: string };

/** A password to give to a human. */
export interface PasswordInput {
  readonly secret:
    | { readonly kind: "plain"; readonly text: string }
    | { readonly kind: "hash"; readonly encoded: string };
  readonly isChangeRequired: boolean;
  readonly proof: PasswordProof | undefined;
}

/** The password as it was given. Fails with `passwordV2Empty`, `passwordV2HashUnsupported`. */
export function verifyPasswordInput(input: PasswordInput): PasswordInput {
  if (input.secret.kind === "plain" && input.secret.text === "") throw new DomainError("passwordV2Empty");
  if (input.secret.kind === "hash" && !isKnownHash(input.secret.encoded)) {
    throw new DomainError("passwordV2HashUnsupported");
  }
  return input;
}

/** A change of a password, as far as it can be made ready before its command. */
export interface PreparedPassword {
  /** The change. */
  change(timeUs: number): HumanChange;
  /**
   * Why the human, held in this command, cannot get the password. The caller answers it once the command is over: a
   * wrong code was counted. Fails with what needs no counting.
   */
  settle(tx: Transaction, user: HumanRow, timeUs: number): Promise<ErrorName | undefined>;
}

/**
 * Does what of a change of a password is slow, as commands must not be: proves the current password, hashes the new one.
 *
 * Fails with `passwordInitial`, `passwordNotSet`, `passwordWrong` (counted in the user's history), `passwordNotChanged`,
 * a password error of the `set` kind; the change itself with `passwordCodeMissing` or `passwordCodeInvalid`.
 */
export async function preparePassword(
  dependencies: Dependencies,
  caller: Caller,
  user: HumanRow,
  { secret, isChangeRequired, proof }: PasswordInput,
): Promise<PreparedPassword> {
  assertInitialized(user);
  if (proof?.kind === "current") {
    await assertCurrentPassword(dependencies, caller, user, proof.password);
    if (secret.kind === "plain" && secret.text === proof.password) throw new DomainError("passwordNotChanged");
  }
  const breach = secret.kind === "plain" ? findPolicyBreach(secret.text, "set") : undefined;
  // Whoever has a code only is told about the policy after the code: the command answers both.
  if (breach !== undefined && proof?.kind !== "code") throw new DomainError(breach);
  const hash = secret.kind === "hash" ? secret.encoded : breach === undefined ? await hashPassword(secret.text) : "";
  return {
    change: (timeUs) => passwordChange(hash, isChangeRequired, timeUs),
    async settle(tx, held, timeUs) {
      assertInitialized(held);
      if (proof?.kind === "current" && held.kind.passwordHash !== user.kind.passwordHash) {
        // It was changed meanwhile, so what was proven is the current one no longer.
        throw new DomainError("passwordWrong", { failedAttempts: 0 });
      }
      if (proof?.kind !== "code") return undefined;
      const outcome = await checkCode(tx, held.id, "password", proof.code, timeUs);
      if (outcome === "none") throw new DomainError("passwordCodeMissing");
      if (outcome === "wrong") return "passwordCodeInvalid";
      // The command fails, so the code holds on.
      if (breach !== undefined) throw new DomainError(breach);
      return undefined;
    },
  };
}

function assertInitialized(user: HumanRow): void {
  if (user.state === "initial") throw new DomainError("passwordInitial");
}

async function assertCurrentPassword(dependencies: Dependencies, caller: Caller, user: HumanRow, password: string) {
  const { passwordHash } = user.kind;
  if (passwordHash === undefined) throw new DomainError("passwordNotSet");
  if (await verifyPassword(passwordHash, password)) return;
  throw new DomainError("passwordWrong", { failedAttempts: await recordFailure(dependencies, caller, user) });
}

/** How far back failures are counted. */
const maxCounted = 100;

/** Writes the failure into the user's history, and answers how many there were since the password was last set. */
const recordFailure = (dependencies: Dependencies, caller: Caller, { id, orgId }: HumanRow): Promise<number> =>
  runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await tx.users.lock({ orgId }, id);
      if (!isHuman(user)) return 1;
      const timeUs = dependencies.clock();
      const events = [{ type: "user.human.password.check.failed" }] as const;
      await recordOnUser(tx, user, { caller, timeUs, events });
      const history = await tx.events.list({
        aggregate: { type: "user", id },
        resourceOwner: orgId,
        fromSequence: 0,
        isAscending: false,
        limit: maxCounted,
      });
      const types = history.map(({ type }) => type);
      const lastSet = types.indexOf("user.human.password.changed");
      const sinceThen = lastSet < 0 ? types : types.slice(0, lastSet);
      return sinceThen.filter((type) => type === events[0].type).length;
    },
  });
