import type { SetHumanEmail } from "../../../../gen/zitadel/user/v2/email_pb.ts";
import type { HashedPassword, Password, SetPassword } from "../../../../gen/zitadel/user/v2/password_pb.ts";
import type { SetHumanPhone } from "../../../../gen/zitadel/user/v2/phone_pb.ts";
import type { EmailInput, PhoneInput, Verification } from "../../../directory/human-changes.ts";
import type { PasswordInput, PasswordProof } from "../../../directory/password-change.ts";
import type { Delivery } from "../../../directory/verification-codes.ts";

/** What becomes of a code, as requests say it. */
type DeliveryOneof =
  | { readonly case: "sendCode"; readonly value: { readonly urlTemplate?: string | undefined } }
  | { readonly case: "sendLink"; readonly value: { readonly urlTemplate?: string | undefined } }
  | { readonly case: "returnCode"; readonly value: unknown }
  | { readonly case: undefined };

/** How something is verified, as requests say it. */
type VerificationOneof = DeliveryOneof | { readonly case: "isVerified"; readonly value: boolean };

/** What becomes of a code; it is sent when a request does not say. */
export const fromDelivery = (oneof: DeliveryOneof): Delivery =>
  oneof.case === "returnCode"
    ? { kind: "return" }
    : { kind: "send", linkTemplate: oneof.case === undefined ? undefined : oneof.value.urlTemplate };

/** How something is verified; by a code that is sent when a request does not say, or says that it is not verified. */
export function fromVerification(oneof: VerificationOneof): Verification {
  if (oneof.case !== "isVerified") return fromDelivery(oneof);
  return { kind: oneof.value ? "verified" : "send" };
}

/** The address that a message gives to a human. */
export const fromSetEmail = ({ email, verification }: Pick<SetHumanEmail, "email" | "verification">): EmailInput => ({
  address: email,
  verification: fromVerification(verification),
});

/** The number that a message gives to a human. */
export const fromSetPhone = ({ phone, verification }: Pick<SetHumanPhone, "phone" | "verification">): PhoneInput => ({
  number: phone,
  verification: fromPhoneVerification(verification),
});

const fromPhoneVerification = (oneof: SetHumanPhone["verification"]): Verification =>
  fromVerification(oneof.case === "sendCode" ? { case: undefined } : oneof);

type NewPasswordOneof =
  | { readonly case: "password"; readonly value: Pick<Password, "password" | "changeRequired"> }
  | { readonly case: "hashedPassword"; readonly value: Pick<HashedPassword, "hash" | "changeRequired"> }
  | { readonly case: undefined };

/** The password of a new human; `undefined` when there is none. */
export function fromNewPassword(oneof: NewPasswordOneof): Omit<PasswordInput, "proof"> | undefined {
  switch (oneof.case) {
    case "password":
      return { secret: { kind: "plain", text: oneof.value.password }, isChangeRequired: oneof.value.changeRequired };
    case "hashedPassword":
      return { secret: { kind: "hash", encoded: oneof.value.hash }, isChangeRequired: oneof.value.changeRequired };
    case undefined:
      return undefined;
  }
}

/** The password that a message gives to a human; an empty one, which the rules refuse, when it holds none. */
export const fromSetPassword = ({ passwordType, verification }: SetPassword): PasswordInput => ({
  ...(fromNewPassword(passwordType) ?? noPassword),
  proof: fromProof(verification),
});

/** A password that is none. */
export const noPassword = { secret: { kind: "plain", text: "" }, isChangeRequired: false } as const;

/** How somebody shows that a password is theirs to change. */
export function fromProof(oneof: SetPassword["verification"]): PasswordProof | undefined {
  switch (oneof.case) {
    case "currentPassword":
      return { kind: "current", password: oneof.value };
    case "verificationCode":
      return { kind: "code", code: oneof.value };
    case undefined:
      return undefined;
  }
}
