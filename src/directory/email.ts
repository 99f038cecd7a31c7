import { DomainError } from "./errors.ts";

const atom = "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+";
const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
/** A "valid e-mail address" of the HTML standard: what browsers' forms accept. */
const addressPattern = new RegExp(`^${atom}@${label}(?:\\.${label})*$`);

/** Whether messages can be sent there. A human that comes from elsewhere can have any text, or none, as its address. */
export const isEmailAddress = (text: string): boolean => addressPattern.test(text);

/** The address as it was given; `emailInvalid` when it is none. */
export function verifyEmail(address: string): string {
  if (!isEmailAddress(address)) throw new DomainError("emailInvalid");
  return address;
}
