import { orgId, userId } from "../contract/ids.ts";
import type { Human, HumanProfile, Machine, UserRow } from "../contract/users.ts";
import { flag, type UsersTable } from "../tables.ts";
import { lowerCase } from "../text.ts";
import { fromUserStateCode, toUserStateCode } from "../user-state.ts";
import { columnNames } from "./builder.ts";

const profileColumns = (profile: HumanProfile) => ({
  first_name: profile.firstName,
  first_name_lower: lowerCase(profile.firstName),
  last_name: profile.lastName,
  last_name_lower: lowerCase(profile.lastName),
  nick_name: profile.nickName,
  nick_name_lower: lowerCase(profile.nickName),
  display_name: profile.displayName,
  display_name_lower: lowerCase(profile.displayName),
  preferred_language: profile.preferredLanguage,
  gender: profile.gender,
});

type SharedColumn =
  | "id"
  | "org_id"
  | "type"
  | "state"
  | "user_name"
  | "user_name_lower"
  | "user_name_domain"
  | "sequence"
  | "last_sequence"
  | "creation_time_us"
  | "change_time_us";
type KindColumns = Omit<UsersTable, SharedColumn>;

const noKind: KindColumns = {
  first_name: null,
  first_name_lower: null,
  last_name: null,
  last_name_lower: null,
  nick_name: null,
  nick_name_lower: null,
  display_name: null,
  display_name_lower: null,
  preferred_language: null,
  gender: null,
  email: null,
  email_lower: null,
  is_email_verified: null,
  phone: null,
  is_phone_verified: null,
  password_hash: null,
  is_password_change_required: null,
  password_change_time_us: null,
  machine_name: null,
  machine_description: null,
  access_token_type: null,
  secret_hash: null,
};

/** The user as its columns hold it. */
export const userColumns = (row: UserRow): UsersTable => ({
  id: row.id,
  org_id: row.orgId,
  type: row.kind.type,
  state: toUserStateCode(row.state),
  user_name: row.userName,
  user_name_lower: lowerCase(row.userName),
  user_name_domain: domainOf(row.userName),
  sequence: row.sequence,
  last_sequence: row.lastSequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
  ...(row.kind.type === "human" ? humanColumns(row.kind) : machineColumns(row.kind)),
});

const humanColumns = (human: Human): KindColumns => ({
  ...noKind,
  ...profileColumns(human),
  email: human.email,
  email_lower: lowerCase(human.email),
  is_email_verified: flag(human.isEmailVerified),
  phone: human.phone,
  is_phone_verified: flag(human.isPhoneVerified),
  password_hash: human.passwordHash ?? null,
  is_password_change_required: flag(human.isPasswordChangeRequired),
  password_change_time_us: human.passwordChangeTimeUs ?? null,
});

const machineColumns = (machine: Machine): KindColumns => ({
  ...noKind,
  machine_name: machine.name,
  machine_description: machine.description,
  access_token_type: machine.accessTokenType,
  secret_hash: machine.secretHash ?? null,
});

/** What stands after the last `@`, in lower case; NULL of a name without one. */
function domainOf(userName: string): string | null {
  const at = userName.lastIndexOf("@");
  return at < 0 ? null : lowerCase(userName.slice(at + 1));
}

/** Columns that are made from others, for queries to look at: never read, and named for their column. */
type CompanionColumn = Extract<keyof UsersTable, `${string}_lower` | `${string}_domain`>;

/** What is read of a user: all but the companions. */
export type UserReadColumns = Omit<UsersTable, CompanionColumn>;

/** The user that the columns hold. */
export const userFromColumns = (columns: UserReadColumns): UserRow => ({
  id: userId(columns.id),
  orgId: orgId(columns.org_id),
  state: fromUserStateCode(columns.state),
  userName: columns.user_name,
  sequence: columns.sequence,
  lastSequence: columns.last_sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
  kind: columns.type === "human" ? humanFromColumns(columns) : machineFromColumns(columns),
});

// The columns of a user's own kind are never NULL; the fallbacks only say so to the compiler.
const humanFromColumns = (columns: UserReadColumns): Human => ({
  type: "human",
  firstName: columns.first_name ?? "",
  lastName: columns.last_name ?? "",
  nickName: columns.nick_name ?? "",
  displayName: columns.display_name ?? "",
  preferredLanguage: columns.preferred_language ?? "",
  gender: columns.gender ?? "unspecified",
  email: columns.email ?? "",
  isEmailVerified: columns.is_email_verified === 1,
  phone: columns.phone ?? "",
  isPhoneVerified: columns.is_phone_verified === 1,
  passwordHash: columns.password_hash ?? undefined,
  isPasswordChangeRequired: columns.is_password_change_required === 1,
  passwordChangeTimeUs: columns.password_change_time_us ?? undefined,
});

const machineFromColumns = (columns: UserReadColumns): Machine => ({
  type: "machine",
  name: columns.machine_name ?? "",
  description: columns.machine_description ?? "",
  accessTokenType: columns.access_token_type ?? "bearer",
  secretHash: columns.secret_hash ?? undefined,
});

/** Every column of a user. */
export const userColumnNames = columnNames<UsersTable>({
  id: true,
  org_id: true,
  type: true,
  state: true,
  user_name: true,
  user_name_lower: true,
  user_name_domain: true,
  sequence: true,
  last_sequence: true,
  creation_time_us: true,
  change_time_us: true,
  first_name: true,
  first_name_lower: true,
  last_name: true,
  last_name_lower: true,
  nick_name: true,
  nick_name_lower: true,
  display_name: true,
  display_name_lower: true,
  preferred_language: true,
  gender: true,
  email: true,
  email_lower: true,
  is_email_verified: true,
  phone: true,
  is_phone_verified: true,
  password_hash: true,
  is_password_change_required: true,
  password_change_time_us: true,
  machine_name: true,
  machine_description: true,
  access_token_type: true,
  secret_hash: true,
});

const companionSuffix = /_(lower|domain)$/;

const isReadColumn = (column: keyof UsersTable): column is keyof UserReadColumns => !companionSuffix.test(column);

/** The column itself, or the one that a companion is made from. */
export const exactColumn = (column: keyof UsersTable): keyof UserReadColumns =>
  // Every companion is named for its column.
  column.replace(companionSuffix, "") as keyof UserReadColumns;

/** The columns of `UserReadColumns`. */
export const userReadColumnNames = userColumnNames.filter(isReadColumn);
