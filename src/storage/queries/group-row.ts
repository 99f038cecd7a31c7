import type { GroupGrantRow, GroupMemberRow, GroupMemberView, GroupRow } from "../contract/groups.ts";
import { groupId, orgId, projectGrantId, projectId, userId } from "../contract/ids.ts";
import type { GroupGrantRolesTable, GroupGrantsTable, GroupMembersTable, GroupsTable } from "../tables.ts";
import { lowerCase, textsOfJson } from "../text.ts";
import { columnNames } from "./builder.ts";
import { type JoinedUserColumns, userFromJoined } from "./joined-user.ts";

/** Every column of a group. */
export const groupColumnNames = columnNames<GroupsTable>({
  id: true,
  org_id: true,
  name: true,
  name_lower: true,
  description: true,
  member_limit: true,
  type: true,
  sequence: true,
  last_sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

/** Every column of a group's member. */
export const groupMemberColumnNames = columnNames<GroupMembersTable>({
  group_id: true,
  user_id: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

/** Every column of what a group is granted. */
export const groupGrantColumnNames = columnNames<GroupGrantsTable>({
  group_id: true,
  project_id: true,
  project_grant_id: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

/** Every column of the roles of what a group is granted. */
export const groupGrantRoleColumnNames = columnNames<GroupGrantRolesTable>({
  group_id: true,
  project_id: true,
  position: true,
  role_key: true,
});

/** What a group is granted, with its roles. */
export interface GroupGrantColumns extends GroupGrantsTable {
  /** JSON array of texts. */
  readonly role_keys: string;
}

/** The group as its columns hold it. */
export const groupColumns = (row: GroupRow): GroupsTable => ({
  id: row.id,
  org_id: row.orgId,
  name: row.name,
  name_lower: lowerCase(row.name),
  description: row.description,
  member_limit: row.memberLimit ?? null,
  type: row.type ?? "",
  sequence: row.sequence,
  last_sequence: row.lastSequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
});

/** The group that the columns hold. */
export const groupFromColumns = (columns: GroupsTable): GroupRow => ({
  id: groupId(columns.id),
  orgId: orgId(columns.org_id),
  name: columns.name,
  description: columns.description,
  memberLimit: columns.member_limit ?? undefined,
  ...(columns.type === "" ? {} : { type: columns.type }),
  sequence: columns.sequence,
  lastSequence: columns.last_sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** The member as its columns hold it. */
export const groupMemberColumns = (row: GroupMemberRow): GroupMembersTable => ({
  group_id: row.groupId,
  user_id: row.userId,
  sequence: row.sequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
});

/** The member that the columns hold. */
export const groupMemberFromColumns = (columns: GroupMembersTable): GroupMemberRow => ({
  groupId: groupId(columns.group_id),
  userId: userId(columns.user_id),
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** A member with its user. */
export type GroupMemberViewColumns = GroupMembersTable & JoinedUserColumns;

/** The member that the columns hold, with its user. */
export const groupMemberViewFromColumns = (columns: GroupMemberViewColumns): GroupMemberView => ({
  user: userFromJoined(columns),
  ...groupMemberFromColumns(columns),
});

/** What a group is granted, as its own columns hold it. */
export const groupGrantColumns = (row: GroupGrantRow): GroupGrantsTable => ({
  group_id: row.groupId,
  project_id: row.projectId,
  project_grant_id: row.projectGrantId ?? null,
  sequence: row.sequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
});

/** The rows of the roles of what a group is granted, in order. */
export const groupGrantRoleRows = (row: GroupGrantRow): readonly GroupGrantRolesTable[] =>
  row.roleKeys.map((role_key, position) => ({
    group_id: row.groupId,
    project_id: row.projectId,
    position,
    role_key,
  }));

/** What a group is granted, out of its columns. */
export const groupGrantFromColumns = (columns: GroupGrantColumns): GroupGrantRow => ({
  groupId: groupId(columns.group_id),
  projectId: projectId(columns.project_id),
  projectGrantId: columns.project_grant_id === null ? undefined : projectGrantId(columns.project_grant_id),
  roleKeys: textsOfJson(columns.role_keys),
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});
