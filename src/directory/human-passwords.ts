import { everyOrg, type UserId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyEmail } from "./email.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { assertManagedHere } from "./external-management.ts";
import type { ObjectDetails } from "./history.ts";
import { verifyVerification } from "./human-changes.ts";
import { updateHuman } from "./human-update.ts";
import { hashPassword, needsRehash, verifyPassword } from "./password.ts";
import type { PasswordInput } from "./password-change.ts";
import { type HumanRow, isHuman, lockHuman, recordOnUser, userKey } from "./user-aggregate.ts";
import { type Delivery, newCode, returnedCode, runCommandWithCodes, type WithCode } from "./verification-codes.ts";

/** Rules of humans' passwords. */
export interface HumanPasswords {
  /**
   * Sets the password; a code to set one no longer holds.
   * Fails with `passwordHumanNotFound`, `passwordInitial`, then a password error of the `set` kind.
   */
  set(
    caller: Caller,
    id: UserId,
    password: { readonly text: string; readonly isChangeRequired: boolean },
  ): Promise<ObjectDetails>;
  /**
   * Sends a code to set a new password, to the email address or the phone number; an older one no longer holds.
   * Fails with `passwordResetHumanNotFound`, `passwordResetInitial`, and `phoneResendNotFound` for a human without a
   * phone number: a message that can go nowhere is refused.
   */
  sendReset(caller: Caller, id: UserId, channel: "email" | "sms"): Promise<ObjectDetails>;
  /**
   * Whether this is the password of the human, whatever its organization and state. A hash of another kind than ours,
   * which an import brought, is replaced by ours when the password is right. False for whoever has no password.
   */
  check(id: UserId, password: string): Promise<boolean>;
}

/** How an interface refuses to make a code to set a password with. */
interface PasswordResetErrors {
  readonly notFound: ErrorName;
  readonly initial: ErrorName;
}

/** How the two user interfaces of ZITADEL refuse to make a code to set a password with. */
export const passwordResetErrors = {
  v1: { notFound: "passwordResetHumanNotFound", initial: "passwordResetInitial" },
  v2: { notFound: "passwordResetV2NotFound", initial: "passwordResetV2Initial" },
} as const satisfies Record<string, PasswordResetErrors>;

const sent = { delivery: { kind: "send" } } as const;

/** The rules of humans' passwords. */
export function createHumanPasswords(dependencies: Dependencies): HumanPasswords {
  const { storage } = dependencies;
  return {
    async set(caller, id, { text, isChangeRequired }) {
      await assertManagedHere(storage.reader.orgs, caller.orgId);
      const user = await storage.reader.users.find(scopeOf(caller), id);
      if (!isHuman(user)) throw new DomainError("passwordHumanNotFound");
      const password: PasswordInput = { secret: { kind: "plain", text }, isChangeRequired, proof: undefined };
      return (await updateHuman(dependencies, caller, user, { password }, "passwordHumanNotFound")).details;
    },
    async sendReset(caller, id, channel) {
      return (await newPasswordCode(dependencies, caller, id, { channel, ...sent, ...passwordResetErrors.v1 })).details;
    },
    async check(id, password) {
      const user = await storage.reader.users.find(everyOrg, id);
      if (!isHuman(user) || user.kind.passwordHash === undefined) return false;
      const isRight = await verifyPassword(user.kind.passwordHash, password);
      if (isRight && needsRehash(user.kind.passwordHash)) await rehashPassword(dependencies, user, password);
      return isRight;
    },
  };
}

/**
 * Makes another code to set a new password with, for a human of the organization of the call; an older one no longer
 * holds. Fails with `notFound`, `initial`, `phoneResendNotFound` (a message can go nowhere), `linkTemplateInvalid`.
 */
export async function newPasswordCode(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  request: PasswordResetErrors & { readonly channel: "email" | "sms"; readonly delivery: Delivery },
): Promise<WithCode> {
  const { channel, delivery, notFound, initial } = request;
  verifyVerification(delivery);
  return runCommandWithCodes(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockHuman(tx, caller, id, notFound);
      if (user.state === "initial") throw new DomainError(initial);
      const recipient = channel === "email" ? user.kind.email : user.kind.phone;
      if (channel === "email") verifyEmail(recipient);
      if (recipient === "") throw new DomainError("phoneResendNotFound");
      const code = newCode(dependencies, user, "password", { channel, recipient }, delivery);
      const timeUs = dependencies.clock();
      const sequence = await recordOnUser(tx, user, { caller, timeUs, events: [code.event] });
      const details = { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
      return { result: { details, code: returnedCode([code], "password") }, codes: [code] };
    },
  });
}

/** Hashes a password that was just found right as ours are and stores that, unless the password was changed meanwhile. No event: nothing happened to the user. */
export async function rehashPassword(dependencies: Dependencies, seen: HumanRow, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await runCommand(dependencies, {
    keys: [userKey(seen.id)],
    async run(tx) {
      const user = await tx.users.lock(everyOrg, seen.id);
      if (!isHuman(user) || user.kind.passwordHash !== seen.kind.passwordHash) return;
      await tx.users.update({ ...user, kind: { ...user.kind, passwordHash } });
    },
  });
}
