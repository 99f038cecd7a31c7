import { groupId, instanceId, orgId, projectGrantId, projectId, userId } from "../contract/ids.ts";
import type { HeldRoles, MembershipRow, MembershipScope, MembershipView } from "../contract/memberships.ts";
import type { MembershipRolesTable, MembershipsTable } from "../tables.ts";
import { textsOfJson } from "../text.ts";
import { columnNames } from "./builder.ts";

/** Every column of a membership. */
export const membershipColumnNames = columnNames<MembershipsTable>({
  user_id: true,
  scope_type: true,
  scope_id: true,
  scope_key: true,
  resource_owner: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

/** Every column of a membership's roles. */
export const membershipRoleColumnNames = columnNames<MembershipRolesTable>({
  user_id: true,
  scope_type: true,
  scope_id: true,
  scope_key: true,
  position: true,
  role: true,
});

/** The columns that name a scope. */
export type ScopeKey = Pick<MembershipsTable, "scope_type" | "scope_id" | "scope_key">;

/** The columns that name a membership. */
export type MembershipKey = ScopeKey & Pick<MembershipsTable, "user_id">;

/** Roles on a scope. */
export interface HeldRolesColumns extends ScopeKey {
  /** JSON array of texts. */
  readonly roles: string;
}

/** A membership with its roles. */
export type MembershipColumns = MembershipsTable & HeldRolesColumns;

/** A membership with what its owner's list shows. */
export type MembershipViewColumns = MembershipColumns & {
  readonly scope_name: string | null;
  readonly granted_org_id: string | null;
};

/** The scope as its columns hold it. */
export const scopeKeyOf = (scope: MembershipScope): ScopeKey => ({
  scope_type: scope.type,
  scope_id: scope.id,
  scope_key: scope.type === "project-role" ? scope.roleKey : "",
});

/** The membership as its own columns hold it. */
export const membershipColumns = (row: MembershipRow): MembershipsTable => ({
  user_id: row.userId,
  resource_owner: row.resourceOwner,
  sequence: row.sequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
  ...scopeKeyOf(row.scope),
});

/** The rows of a membership's roles, in order. */
export const membershipRoleRows = (row: MembershipRow): readonly MembershipRolesTable[] =>
  row.roles.map((role, position) => ({ user_id: row.userId, position, role, ...scopeKeyOf(row.scope) }));

/** The roles that the columns hold. */
export const heldRolesFromColumns = (columns: HeldRolesColumns): HeldRoles => ({
  scope: scopeFromColumns(columns),
  roles: textsOfJson(columns.roles),
});

/** The membership that the columns hold. */
export const membershipFromColumns = (columns: MembershipColumns): MembershipRow => ({
  userId: userId(columns.user_id),
  resourceOwner: columns.scope_type === "instance" ? instanceId(columns.resource_owner) : orgId(columns.resource_owner),
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
  ...heldRolesFromColumns(columns),
});

/** The membership that the columns hold, with what its owner's list shows. */
export const membershipViewFromColumns = (columns: MembershipViewColumns): MembershipView => ({
  scopeName: columns.scope_name ?? "",
  grantedOrgId: columns.granted_org_id === null ? undefined : orgId(columns.granted_org_id),
  ...membershipFromColumns(columns),
});

function scopeFromColumns({ scope_type: type, scope_id: id, scope_key: roleKey }: ScopeKey): MembershipScope {
  switch (type) {
    case "instance":
      return { type, id: instanceId(id) };
    case "org":
      return { type, id: orgId(id) };
    case "project":
      return { type, id: projectId(id) };
    case "project-grant":
      return { type, id: projectGrantId(id) };
    case "project-role":
      return { type, id: projectId(id), roleKey };
    case "group":
      return { type, id: groupId(id) };
  }
}
