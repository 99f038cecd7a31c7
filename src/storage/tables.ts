import type { EventRow } from "./contract/events.ts";
import type { MembershipScope } from "./contract/memberships.ts";
import type { OrgState } from "./contract/orgs.ts";
import type { AccessTokenType, Gender } from "./contract/users.ts";
import type { UserStateCode } from "./user-state.ts";

/** A truth value as a column holds it. */
export type Flag = 0 | 1;

/** The flag of a truth value. */
export const flag = (isSet: boolean): Flag => (isSet ? 1 : 0);

/** Columns of every table whose rows know their history. */
export interface DetailsColumns {
  sequence: number;
  creation_time_us: number;
  change_time_us: number;
}

/** The single row of the instance. */
export interface InstanceTable {
  /** Always 1: there is one instance. */
  singleton: number;
  id: string;
  name: string;
  domain: string;
  default_org_id: string;
  iam_project_id: string;
  admin_user_id: string;
  admin_token_id: string;
  creation_time_us: number;
}

/** Organizations. */
export interface OrgsTable extends DetailsColumns {
  id: string;
  name: string;
  name_lower: string;
  state: OrgState;
  primary_domain: string;
  last_sequence: number;
}

/** Domains of organizations. */
export interface OrgDomainsTable extends DetailsColumns {
  org_id: string;
  domain: string;
  is_verified: Flag;
  is_primary: Flag;
}

/** Users of both kinds: a machine's row has NULL in every human column, a human's in every machine column. */
export interface UsersTable extends DetailsColumns {
  id: string;
  org_id: string;
  type: "human" | "machine";
  state: UserStateCode;
  user_name: string;
  user_name_lower: string;
  last_sequence: number;
  first_name: string | null;
  first_name_lower: string | null;
  last_name: string | null;
  last_name_lower: string | null;
  nick_name: string | null;
  nick_name_lower: string | null;
  display_name: string | null;
  display_name_lower: string | null;
  preferred_language: string | null;
  gender: Gender | null;
  email: string | null;
  email_lower: string | null;
  is_email_verified: Flag | null;
  phone: string | null;
  is_phone_verified: Flag | null;
  password_hash: string | null;
  is_password_change_required: Flag | null;
  password_change_time_us: number | null;
  machine_name: string | null;
  machine_description: string | null;
  access_token_type: AccessTokenType | null;
}

/** Memberships, keyed by user first: that is how every request looks them up. */
export interface MembershipsTable extends DetailsColumns {
  user_id: string;
  scope_type: MembershipScope["type"];
  scope_id: string;
  resource_owner: string;
}

/** Roles of memberships, in order. */
export interface MembershipRolesTable {
  user_id: string;
  scope_type: MembershipScope["type"];
  scope_id: string;
  position: number;
  role: string;
}

/** Personal access tokens. */
export interface TokensTable extends DetailsColumns {
  id: string;
  user_id: string;
  hash: string;
  expiration_time_us: number;
}

/** Scopes of tokens, in order. */
export interface TokenScopesTable {
  token_id: string;
  position: number;
  scope: string;
}

/** Events. They name aggregates but reference none: they outlive them. */
export interface EventsTable {
  aggregate_type: EventRow["aggregate"]["type"];
  aggregate_id: string;
  sequence: number;
  type: string;
  resource_owner: string;
  editor_id: string;
  face: string;
  time_us: number;
  /** JSON text. */
  payload: string;
}

/** Every table by name. */
export interface Tables {
  instance: InstanceTable;
  orgs: OrgsTable;
  org_domains: OrgDomainsTable;
  users: UsersTable;
  memberships: MembershipsTable;
  membership_roles: MembershipRolesTable;
  tokens: TokensTable;
  token_scopes: TokenScopesTable;
  events: EventsTable;
}
