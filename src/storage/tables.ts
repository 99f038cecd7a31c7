// Long because it is one list: every table of the directory with its columns.
import type { AliasKind } from "./contract/aliases.ts";
import type { CodePurpose, OutboxRow } from "./contract/codes.ts";
import type { EventRow } from "./contract/events.ts";
import type { MembershipScope } from "./contract/memberships.ts";
import type { OrgState } from "./contract/orgs.ts";
import type { GrantState } from "./contract/project-grants.ts";
import type { PrivateLabelingSetting, ProjectState } from "./contract/projects.ts";
import type { TokenKind } from "./contract/tokens.ts";
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
  is_externally_managed: Flag;
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
  /** What stands after the last `@` of the user name, in lower case. */
  user_name_domain: string | null;
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
  secret_hash: string | null;
}

/** How many users an organization has: the sum of its shards. */
export interface UserCountsTable {
  org_id: string;
  /** Which of the organization's rows: commands on other connections change another. */
  shard: number;
  /** Users added less users removed in this shard. */
  users: number;
  /** Another random number after each change. */
  stamp: number;
}

/** Wrong passwords in a row. */
export interface LoginFailuresTable {
  user_id: string;
  failure_count: number;
  last_failure_time_us: number;
}

/** Memberships, keyed by user first: that is how every request looks them up. */
export interface MembershipsTable extends DetailsColumns {
  user_id: string;
  scope_type: MembershipScope["type"];
  scope_id: string;
  /** Key of the role, of a scope that is a role; empty otherwise. */
  scope_key: string;
  resource_owner: string;
}

/** Roles of memberships, in order. */
export interface MembershipRolesTable {
  user_id: string;
  scope_type: MembershipScope["type"];
  scope_id: string;
  scope_key: string;
  position: number;
  role: string;
}

/** Personal access tokens. */
export interface TokensTable extends DetailsColumns {
  id: string;
  user_id: string;
  kind: TokenKind;
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
  project_grant_id: string | null;
}

/** Projects. */
export interface ProjectsTable extends DetailsColumns {
  id: string;
  org_id: string;
  name: string;
  name_lower: string;
  state: ProjectState;
  is_role_asserted: Flag;
  is_role_checked: Flag;
  is_project_checked: Flag;
  private_labeling_setting: PrivateLabelingSetting;
  last_sequence: number;
}

/** Roles of projects. */
export interface ProjectRolesTable extends DetailsColumns {
  project_id: string;
  key: string;
  key_lower: string;
  display_name: string;
  display_name_lower: string;
  /** The role's group; the word alone is SQL's. */
  role_group: string;
}

/** Projects' roles lent to other organizations. */
export interface ProjectGrantsTable extends DetailsColumns {
  id: string;
  project_id: string;
  org_id: string;
  granted_org_id: string;
  state: GrantState;
}

/** Role keys of project grants or user grants, in order. */
export interface GrantRolesTable {
  grant_id: string;
  position: number;
  role_key: string;
}

/** Users' roles on projects. */
export interface UserGrantsTable extends DetailsColumns {
  id: string;
  org_id: string;
  user_id: string;
  project_id: string;
  project_grant_id: string | null;
  state: GrantState;
  last_sequence: number;
}

/** Groups. */
export interface GroupsTable extends DetailsColumns {
  id: string;
  org_id: string;
  name: string;
  name_lower: string;
  description: string;
  member_limit: number | null;
  type: string;
  last_sequence: number;
}

/** Users in groups. */
export interface GroupMembersTable extends DetailsColumns {
  group_id: string;
  user_id: string;
}

/** What groups are granted: at most one row for each project. */
export interface GroupGrantsTable extends DetailsColumns {
  group_id: string;
  project_id: string;
  project_grant_id: string | null;
}

/** Role keys of what groups are granted, in order. */
export interface GroupGrantRolesTable {
  group_id: string;
  project_id: string;
  position: number;
  role_key: string;
}

/** Metadata of users or organizations. */
export interface MetadataTable extends DetailsColumns {
  owner_id: string;
  key: string;
  key_lower: string;
  /** Base64. */
  value: string;
}

/** Public keys of machines. */
export interface MachineKeysTable extends DetailsColumns {
  id: string;
  user_id: string;
  public_key: string;
  expiration_time_us: number;
}

/** Keys that access tokens are signed with. */
export interface SigningKeysTable {
  generation: number;
  id: string;
  public_key: string;
  sealed_private_key: string;
  sealed_by: string;
  creation_time_us: number;
  expiration_time_us: number;
}

/** Codes that were sent to users. */
export interface CodesTable {
  user_id: string;
  purpose: CodePurpose;
  hash: string;
  expiration_time_us: number;
  failed_attempts: number;
}

/** Messages to be delivered. */
export interface OutboxTable {
  id: string;
  user_id: string;
  purpose: CodePurpose;
  channel: OutboxRow["channel"];
  recipient: string;
  text: string;
  creation_time_us: number;
}

/** The last numeric alias that was given out, in the single row of the table. */
export interface AliasCounterTable {
  /** Always 1. */
  singleton: number;
  last_alias: number;
}

/** Numeric aliases. They name objects but reference none: they outlive them. */
export interface AliasesTable {
  alias: number;
  kind: AliasKind;
  key: string;
}

/** Definitions of profile fields. */
export interface ProfileFieldsTable {
  name: string;
  number: number;
  label: string;
  type: string;
  is_required: Flag;
  is_unique: Flag;
  is_visible: Flag;
  order_priority: number;
}

/** Values of unique profile fields, as they are compared. */
export interface ProfileFieldValuesTable {
  field: string;
  value: string;
  user_id: string;
}

/** Days on which users become inactive. */
export interface UserDeactivationsTable {
  user_id: string;
  day: string;
}

/** Answers of calls that can be repeated. */
export interface KeptAnswersTable {
  key: string;
  answer: string;
  expiration_time_us: number;
}

/** How many calls budgets have had. */
export interface CallCountsTable {
  budget: string;
  window_start_us: number;
  call_count: number;
}

/** How far an unfinished import has come: one row, or none. */
export interface ImportProgressTable {
  /** Always 1. */
  singleton: number;
  /** Of the rows' lines in the file. */
  rows_sha256: string;
  /** When the file was made, as its header says. */
  file_creation_time: string;
  /** Rows in the file. */
  row_count: number;
  /** How many of them, from the first on, are in the tables. */
  imported_count: number;
}

/** Every table by name. */
export interface Tables {
  instance: InstanceTable;
  orgs: OrgsTable;
  org_domains: OrgDomainsTable;
  users: UsersTable;
  user_counts: UserCountsTable;
  memberships: MembershipsTable;
  membership_roles: MembershipRolesTable;
  tokens: TokensTable;
  token_scopes: TokenScopesTable;
  events: EventsTable;
  projects: ProjectsTable;
  project_roles: ProjectRolesTable;
  project_grants: ProjectGrantsTable;
  project_grant_roles: GrantRolesTable;
  user_grants: UserGrantsTable;
  user_grant_roles: GrantRolesTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  group_grants: GroupGrantsTable;
  group_grant_roles: GroupGrantRolesTable;
  user_metadata: MetadataTable;
  org_metadata: MetadataTable;
  machine_keys: MachineKeysTable;
  signing_keys: SigningKeysTable;
  codes: CodesTable;
  outbox: OutboxTable;
  profile_fields: ProfileFieldsTable;
  profile_field_values: ProfileFieldValuesTable;
  user_deactivations: UserDeactivationsTable;
  alias_counter: AliasCounterTable;
  aliases: AliasesTable;
  kept_answers: KeptAnswersTable;
  call_counts: CallCountsTable;
  login_failures: LoginFailuresTable;
  import_progress: ImportProgressTable;
}
