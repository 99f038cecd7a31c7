import type { HumanProfile, ProfileFieldRow } from "../../storage/contract/index.ts";
import { verifyEmail } from "../email.ts";
import { DomainError } from "../errors.ts";
import type { MetadataEntry } from "../metadata.ts";
import { verifyPhone } from "../phone.ts";
import type { HumanRow } from "../user-aggregate.ts";

/** Fields of profiles by name, with values without white space around them; what is not there stays as it is. */
export type FieldValues = ReadonlyMap<string, string>;

/** What field values change of a human. */
export interface FieldChanges {
  readonly userName: string | undefined;
  readonly profile: Partial<Pick<HumanProfile, "firstName" | "lastName">>;
  readonly email: string | undefined;
  /** E.164, or empty; `undefined` = unchanged. */
  readonly phone: string | undefined;
  readonly password: string | undefined;
  readonly metadata: readonly MetadataEntry[];
  readonly removedMetadata: readonly string[];
}

/** Metadata that holds a phone number which is none of any numbering plan. */
export const rawPhoneKey = "phone";

/** The shortest and longest passwords, in characters: iSpring's own sample sets one of four. */
const passwordMinLength = 4;
const passwordMaxLength = 100;

const encoder = new TextEncoder();

/**
 * What the values change. Fails with `accountFieldUnknown`, `accountFieldEmpty`, `accountFieldInvalid`, `emailInvalid`,
 * `accountPasswordInvalid`.
 */
export function toFieldChanges(definitions: readonly ProfileFieldRow[], values: FieldValues): FieldChanges {
  const fields = new Map(definitions.map((field) => [field.name, field]));
  const metadata: MetadataEntry[] = [];
  const removedMetadata: string[] = [];
  const setMetadata = (key: string, value: string): void => {
    if (value === "") removedMetadata.push(key);
    else metadata.push({ key, value: encoder.encode(value) });
  };
  let phone: string | undefined;
  for (const [name, value] of values) {
    if (name === "password") continue;
    const field = fields.get(name);
    if (field === undefined) throw new DomainError("accountFieldUnknown");
    if (field.isRequired && value === "") throw new DomainError("accountFieldEmpty");
    assertFits(field, value);
    if (name === "phone") {
      phone = toPhone(value);
      // A number that no plan has is kept as it was written.
      setMetadata(rawPhoneKey, phone === "" ? value : "");
    } else if (!isOwnField(name)) setMetadata(name, value);
  }
  const email = values.get("email");
  const password = values.get("password");
  return {
    userName: values.get("login"),
    profile: {
      ...(values.has("first_name") ? { firstName: values.get("first_name") ?? "" } : {}),
      ...(values.has("last_name") ? { lastName: values.get("last_name") ?? "" } : {}),
    },
    email: email === undefined ? undefined : verifyEmail(email),
    phone,
    password: password === undefined ? undefined : verifyPassword(password),
    metadata,
    removedMetadata,
  };
}

const ownFields: ReadonlySet<string> = new Set(["login", "email", "first_name", "last_name"]);

/** Whether the field is one of the human's own, and no metadata. */
const isOwnField = (name: string): boolean => ownFields.has(name);

const maxLength = 200;

function assertFits({ type }: ProfileFieldRow, value: string): void {
  const isFit = type === "country" ? /^(\d{1,4})?$/.test(value) : Array.from(value).length <= maxLength;
  if (!isFit) throw new DomainError("accountFieldInvalid");
}

/** E.164 for a number in international form; empty for every other text, which country it is of cannot be told. */
function toPhone(value: string): string {
  if (!value.startsWith("+")) return "";
  try {
    return verifyPhone(value);
  } catch (error) {
    if (error instanceof DomainError) return "";
    throw error;
  }
}

function verifyPassword(password: string): string {
  const length = Array.from(password).length;
  if (length < passwordMinLength || length > passwordMaxLength) throw new DomainError("accountPasswordInvalid");
  return password;
}

/**
 * Every field with its value, in the order of the definitions; empty where there is none.
 *
 * @param metadata Of the human, at least what is under the fields' names.
 */
export function readFields(
  definitions: readonly ProfileFieldRow[],
  { userName, kind }: HumanRow,
  metadata: ReadonlyMap<string, string>,
): FieldValues {
  const own: Readonly<Record<string, string>> = {
    login: userName,
    email: kind.email,
    first_name: kind.firstName,
    last_name: kind.lastName,
    ...(kind.phone === "" ? {} : { phone: kind.phone }),
  };
  return new Map(definitions.map(({ name }) => [name, own[name] ?? metadata.get(name) ?? ""]));
}
