import { DomainError } from "./errors.ts";

const atom = "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+";
const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
/** A "valid e-mail address" of the HTML standard: what browsers' forms accept. */
const addressPattern = new RegExp(`^${atom}@${label}(?:\\.${label})*$`);

/** The address as it was given; `emailInvalid` when it is none. */
export function verifyEmail(address: string): string {
  if (!addressPattern.test(address)) throw new DomainError("emailInvalid");
  return address;
}
