import { orgId, projectGrantId, projectId, userGrantId, userId } from "../contract/ids.ts";
import type { UserGrantRow, UserGrantView } from "../contract/user-grants.ts";
import type { UserGrantsTable } from "../tables.ts";
import { textsOfJson } from "../text.ts";
import { columnNames } from "./builder.ts";
import { type JoinedUserColumns, userFromJoined } from "./joined-user.ts";

/** Every column of a user grant. */
export const userGrantColumnNames = columnNames<UserGrantsTable>({
  id: true,
  org_id: true,
  user_id: true,
  project_id: true,
  project_grant_id: true,
  state: true,
  sequence: true,
  last_sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

/** A user grant with its roles. */
export interface UserGrantColumns extends UserGrantsTable {
  /** JSON array of texts. */
  readonly role_keys: string;
}

/** A user grant with what lists show around it. */
export type UserGrantViewColumns = UserGrantColumns &
  JoinedUserColumns & {
    readonly org_name: string;
    readonly org_primary_domain: string;
    readonly project_name: string;
    readonly project_org_id: string;
  };

/** The grant as its own columns hold it. */
export const userGrantColumns = (row: UserGrantRow): UserGrantsTable => ({
  id: row.id,
  org_id: row.orgId,
  user_id: row.userId,
  project_id: row.projectId,
  project_grant_id: row.projectGrantId ?? null,
  state: row.state,
  sequence: row.sequence,
  last_sequence: row.lastSequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
});

/** The grant that the columns hold. */
export const userGrantFromColumns = (columns: UserGrantColumns): UserGrantRow => ({
  id: userGrantId(columns.id),
  orgId: orgId(columns.org_id),
  userId: userId(columns.user_id),
  projectId: projectId(columns.project_id),
  projectGrantId: columns.project_grant_id === null ? undefined : projectGrantId(columns.project_grant_id),
  state: columns.state,
  roleKeys: textsOfJson(columns.role_keys),
  sequence: columns.sequence,
  lastSequence: columns.last_sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** The grant that the columns hold, with what lists show around it. */
export const userGrantViewFromColumns = (columns: UserGrantViewColumns): UserGrantView => ({
  user: userFromJoined(columns),
  orgName: columns.org_name,
  orgPrimaryDomain: columns.org_primary_domain,
  projectName: columns.project_name,
  projectOrgId: orgId(columns.project_org_id),
  ...userGrantFromColumns(columns),
});
