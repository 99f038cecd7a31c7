import type { UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { verifyContact } from "./contact-verification.ts";
import type { Dependencies } from "./dependencies.ts";
import type { ErrorName } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import {
  type EmailInput,
  type PhoneInput,
  type Verification,
  verifyEmailInput,
  verifyPhoneInput,
  verifyVerification,
} from "./human-changes.ts";
import { changeEmail, emailCodeErrors, emailErrors, newEmailCode } from "./human-emails.ts";
import { newPasswordCode, passwordResetErrors } from "./human-passwords.ts";
import { changePhone, phoneErrors, removePhone } from "./human-phones.ts";
import { type ChangedHuman, type HumanUpdate, updateHuman, verifyHumanUpdate } from "./human-update.ts";
import { type PasswordInput, verifyPasswordInput } from "./password-change.ts";
import { enterOrgOfUser } from "./user-access.ts";
import { isHuman } from "./user-aggregate.ts";
import type { Delivery, WithCode } from "./verification-codes.ts";

/**
 * Rules of humans of the whole instance: what a caller may do to one is decided in the human's own organization, by
 * `user.write` there, whatever the organization of the call. Humans may change themselves without that permission, but
 * not say of themselves what a code is to show: they cannot have an address or a number called verified, cannot have a
 * code answered instead of sent, and set their password only with the current one or a code.
 *
 * Every rule fails with what it says of the form of its input, then with its own "not found" (also for machines), then
 * with `membershipNotFound`, `permissionLacking` or `permissionOfOtherObject`, then with the rest.
 */
export interface InstanceHumans {
  /**
   * Changes all parts that are there in one command; where nothing differs it succeeds and leaves no event.
   * Fails, besides, as {@link verifyHumanUpdate} and {@link updateHuman} say, with `userV2UpdateNotFound`.
   */
  update(caller: Caller, id: UserId, update: HumanUpdate): Promise<ChangedHuman>;
  /** Gives the human another address. Fails with `emailInvalid`, `linkTemplateInvalid` and `emailErrors.v2`. */
  setEmail(caller: Caller, id: UserId, email: EmailInput): Promise<WithCode>;
  /** Makes another code to verify the address. Fails with `linkTemplateInvalid` and `emailCodeErrors.v2`. */
  resendEmailCode(caller: Caller, id: UserId, delivery: Delivery): Promise<WithCode>;
  /** Makes the address verified. Fails with `emailV2NotFound`, `emailV2Initial`, `codeV2Invalid`. */
  verifyEmail(caller: Caller, id: UserId, code: string): Promise<ObjectDetails>;
  /** Gives the human another phone number. Fails with `phoneInvalid` and `phoneErrors.v2`. */
  setPhone(caller: Caller, id: UserId, phone: PhoneInput): Promise<WithCode>;
  /** Takes the phone number away. Fails with `phoneV2HumanNotFound`, `phoneV2Initial`, `phoneV2NotFound`. */
  removePhone(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /** Makes the phone number verified. Fails with `phoneV2HumanNotFound`, `phoneV2Initial`, `codeV2Invalid`. */
  verifyPhone(caller: Caller, id: UserId, code: string): Promise<ObjectDetails>;
  /** Makes a code to set a new password with. Fails as {@link newPasswordCode} says, with `passwordResetErrors.v2`. */
  resetPassword(caller: Caller, id: UserId, channel: "email" | "sms", delivery: Delivery): Promise<WithCode>;
  /** Sets the password. Fails with `passwordHumanNotFound` and what `preparePassword` says. */
  setPassword(caller: Caller, id: UserId, password: PasswordInput): Promise<ObjectDetails>;
}

/** The rules of humans of the whole instance. */
export function createInstanceHumans(dependencies: Dependencies): InstanceHumans {
  /** The human, and the caller in its organization. */
  const enter = (caller: Caller, id: UserId, notFound: ErrorName, isOpenToSelf: boolean) =>
    enterOrgOfUser(dependencies, caller, id, { permission: "user.write", isOpenToSelf, isKind: isHuman, notFound });

  return {
    async update(caller, id, given) {
      const update = verifyHumanUpdate(given);
      const notFound = "userV2UpdateNotFound";
      const { user, caller: inside } = await enter(caller, id, notFound, isForSelf(update));
      return updateHuman(dependencies, inside, user, update, notFound);
    },
    async setEmail(caller, id, given) {
      const email = verifyEmailInput(given);
      const inside = await enter(caller, id, emailErrors.v2.notFound, showsByCode(email.verification));
      return changeEmail(dependencies, inside.caller, id, email, emailErrors.v2);
    },
    async resendEmailCode(caller, id, delivery) {
      const inside = await enter(caller, id, emailCodeErrors.v2.notFound, showsByCode(verifyVerification(delivery)));
      return newEmailCode(dependencies, inside.caller, id, delivery, emailCodeErrors.v2);
    },
    async verifyEmail(caller, id, code) {
      const inside = await enter(caller, id, emailErrors.v2.notFound, true);
      return verifyContact(dependencies, inside.caller, id, "email", code);
    },
    async setPhone(caller, id, given) {
      const phone = verifyPhoneInput(given);
      const inside = await enter(caller, id, phoneErrors.v2.notFound, showsByCode(phone.verification));
      return changePhone(dependencies, inside.caller, id, phone, phoneErrors.v2);
    },
    async removePhone(caller, id) {
      const inside = await enter(caller, id, phoneErrors.v2.removeNotFound, true);
      return removePhone(dependencies, inside.caller, id, phoneErrors.v2);
    },
    async verifyPhone(caller, id, code) {
      const inside = await enter(caller, id, phoneErrors.v2.notFound, true);
      return verifyContact(dependencies, inside.caller, id, "phone", code);
    },
    async resetPassword(caller, id, channel, delivery) {
      const errors = passwordResetErrors.v2;
      const inside = await enter(caller, id, errors.notFound, showsByCode(verifyVerification(delivery)));
      return newPasswordCode(dependencies, inside.caller, id, { channel, delivery, ...errors });
    },
    async setPassword(caller, id, given) {
      const password = verifyPasswordInput(given);
      const notFound = "passwordHumanNotFound";
      const { user, caller: inside } = await enter(caller, id, notFound, isForSelf({ password }));
      return (await updateHuman(dependencies, inside, user, { password }, notFound)).details;
    },
  };
}

/** Whether it takes a code, which only whoever reads the messages has. */
const showsByCode = (verification: Verification): boolean => verification.kind === "send";

/** Whether an update is one that humans may make to themselves. */
const isForSelf = ({ email, phone, password }: HumanUpdate): boolean =>
  (email === undefined || showsByCode(email.verification)) &&
  (phone === undefined || showsByCode(phone.verification)) &&
  (password === undefined || password.proof !== undefined);
