import { parsePhoneNumberFromString } from "libphonenumber-js";
import { DomainError } from "./errors.ts";

/** Numbers without a country code are read as this country's, as ZITADEL does. */
const defaultCountry = "CH";

/** The number in E.164 form, such as `+41791234567`; `phoneInvalid` when no numbering plan has it. */
export function verifyPhone(text: string): string {
  const number = parsePhoneNumberFromString(text, defaultCountry);
  if (number === undefined || !number.isPossible()) throw new DomainError("phoneInvalid");
  return number.number;
}
