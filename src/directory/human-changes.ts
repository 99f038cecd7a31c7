import type { CodePurpose, Human, HumanProfile, Transaction, UserState } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { changedFields } from "./changed-fields.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyEmail } from "./email.ts";
import type { NewEvent } from "./history.ts";
import { verifyLinkTemplate } from "./link-template.ts";
import { verifyPhone } from "./phone.ts";
import { changeUser, type HumanRow, type UserChangeDetails } from "./user-aggregate.ts";
import { renamingEvents } from "./user-name.ts";
import { type Delivery, type NewCode, newCode } from "./verification-codes.ts";

/** How an address or a number becomes the human's: the caller says that it is, or a code shows it. */
export type Verification = { readonly kind: "verified" } | Delivery;

/** An email address to give to a human. */
export interface EmailInput {
  readonly address: string;
  readonly verification: Verification;
}

/** A phone number to give to a human. */
export interface PhoneInput {
  readonly number: string;
  readonly verification: Verification;
}

/** What one part of a change does to a human. */
export interface HumanChange {
  readonly fields: Partial<Human>;
  readonly events: readonly NewEvent[];
  readonly codes: readonly NewCode[];
  /** Purposes whose codes no longer hold. */
  readonly endedCodes: readonly CodePurpose[];
}

/** The verification as it was given. Fails with `linkTemplateInvalid`. */
export function verifyVerification<Given extends Verification>(verification: Given): Given {
  if (verification.kind === "send" && verification.linkTemplate !== undefined) {
    verifyLinkTemplate(verification.linkTemplate);
  }
  return verification;
}

/** The address with a check of its form. Fails with `emailInvalid`, `linkTemplateInvalid`. */
export const verifyEmailInput = ({ address, verification }: EmailInput): EmailInput => ({
  address: verifyEmail(address),
  verification: verifyVerification(verification),
});

/** The number as E.164. Fails with `phoneInvalid`. */
export const verifyPhoneInput = ({ number, verification }: PhoneInput): PhoneInput => ({
  number: verifyPhone(number),
  verification,
});

/** The change to another email address, or to a verified one; `undefined` when nothing would change. */
export function emailChange(
  dependencies: Dependencies,
  user: HumanRow,
  { address, verification }: EmailInput,
): HumanChange | undefined {
  const isOther = address !== user.kind.email;
  const isVerified = verification.kind === "verified";
  if (!isOther && (!isVerified || user.kind.isEmailVerified)) return undefined;
  const changed: readonly NewEvent[] = isOther
    ? [{ type: "user.human.email.changed", payload: { email: address } }]
    : [];
  const fields = { email: address, isEmailVerified: isVerified };
  if (isVerified) {
    return { fields, events: [...changed, { type: "user.human.email.verified" }], codes: [], endedCodes: ["email"] };
  }
  const code = newCode(dependencies, user, "email", { channel: "email", recipient: address }, verification);
  return { fields, events: [...changed, code.event], codes: [code], endedCodes: [] };
}

/** The change to another phone number, or to a verified one; `undefined` when nothing would change. */
export function phoneChange(
  dependencies: Dependencies,
  user: HumanRow,
  { number, verification }: PhoneInput,
): HumanChange | undefined {
  const isOther = number !== user.kind.phone;
  const isVerified = verification.kind === "verified";
  if (!isOther && (!isVerified || user.kind.isPhoneVerified)) return undefined;
  const changed: readonly NewEvent[] = isOther
    ? [{ type: "user.human.phone.changed", payload: { phone: number } }]
    : [];
  const fields = { phone: number, isPhoneVerified: isVerified };
  if (isVerified) {
    return { fields, events: [...changed, { type: "user.human.phone.verified" }], codes: [], endedCodes: ["phone"] };
  }
  const code = newCode(dependencies, user, "phone", { channel: "sms", recipient: number }, verification);
  return { fields, events: [...changed, code.event], codes: [code], endedCodes: [] };
}

const profileFields = ["firstName", "lastName", "nickName", "displayName", "preferredLanguage", "gender"] as const;

/** The change of the fields of a profile that are there and differ; `undefined` when none does. */
export function profileChange({ kind }: HumanRow, profile: Partial<HumanProfile>): HumanChange | undefined {
  const fields = changedFields<HumanProfile>(profileFields, kind, { ...pickProfile(kind), ...profile });
  if (Object.keys(fields).length === 0) return undefined;
  const events = [{ type: "user.human.profile.changed", payload: fields }] as const;
  return { fields, events, codes: [], endedCodes: [] };
}

/** The profile alone, of whatever has one. */
export const pickProfile = (profile: HumanProfile): HumanProfile => ({
  firstName: profile.firstName,
  lastName: profile.lastName,
  nickName: profile.nickName,
  displayName: profile.displayName,
  preferredLanguage: profile.preferredLanguage,
  gender: profile.gender,
});

/** The change to a password of this hash; codes to set one no longer hold. */
export const passwordChange = (passwordHash: string, isChangeRequired: boolean, timeUs: number): HumanChange => ({
  fields: { passwordHash, isPasswordChangeRequired: isChangeRequired, passwordChangeTimeUs: timeUs },
  events: [{ type: "user.human.password.changed", payload: { isChangeRequired } }],
  codes: [],
  endedCodes: ["password"],
});

/** The change to no phone number; `undefined` when there is none. */
export function phoneRemoval({ kind }: HumanRow): HumanChange | undefined {
  if (kind.phone === "") return undefined;
  const fields = { phone: "", isPhoneVerified: false };
  return { fields, events: [{ type: "user.human.phone.removed" }], codes: [], endedCodes: ["phone"] };
}

/**
 * Makes changes to a human that is locked in this command, who stays in its state unless another is given. The codes are
 * the command's to keep.
 */
export async function applyHumanChanges(
  tx: Transaction,
  user: HumanRow,
  changes: readonly HumanChange[],
  deed: {
    readonly caller: Caller;
    readonly timeUs: number;
    readonly userName: string;
    readonly state?: UserState;
  },
): Promise<UserChangeDetails> {
  const { caller, timeUs, userName, state = user.state } = deed;
  for (const purpose of changes.flatMap(({ endedCodes }) => endedCodes)) await tx.codes.delete(user.id, purpose);
  const kind: Human = Object.assign({}, user.kind, ...changes.map(({ fields }) => fields));
  return changeUser(tx, user, {
    caller,
    timeUs,
    fields: { kind, userName, state },
    events: [...renamingEvents(user, userName), ...changes.flatMap(({ events }) => events)],
  });
}
