import type {
  GroupId,
  MembershipRow,
  OrgId,
  ProjectGrantId,
  ProjectId,
  Transaction,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { DomainError } from "./errors.ts";
import { isPermittedOn, type Permissions } from "./permissions.ts";

// Roster's own roles. They are in no list of ZITADEL's roles, carry none of its permissions, and cannot be given on its
// scopes; what they allow is said here and nowhere else.

/** Role of the administrators of one role of a project: they say who has it. */
export const projectRoleAdministratorRole = "PROJECT_ROLE_ADMIN";

/** Role of the administrators of a group: they say who is in it. */
export const groupAdministratorRole = "GROUP_ADMIN";

/** One role of a project. */
export interface ProjectRoleRef {
  readonly projectId: ProjectId;
  readonly roleKey: string;
}

/** Where roles are given from: a project itself, or a project grant. */
interface RoleOrigin {
  readonly projectId: ProjectId;
  readonly projectGrantId: ProjectGrantId | undefined;
}

/** An organization that gives a role, and where it has it from. */
interface RoleGiving extends RoleOrigin {
  readonly orgId: OrgId;
}

/** The objects to which a permission to give roles from there can be limited. */
export const objectsOf = ({ projectId, projectGrantId }: RoleOrigin): readonly string[] =>
  projectGrantId === undefined ? [projectId] : [projectGrantId, projectId];

/**
 * Whether a caller may say who has a role of a project, in the organization that gives it: with `user.grant.write` on
 * all of the organization, on the project or on the project grant, or as an administrator of that very role.
 *
 * `administration` is the caller's membership on the role. It counts in the organization of the project only, not where
 * the project is granted to.
 */
export const managesRole = (
  permissions: Permissions,
  administration: MembershipRow | undefined,
  giving: RoleGiving,
): boolean =>
  isPermittedOn(permissions, "user.grant.write", objectsOf(giving)) ||
  isAdministration(administration, giving.orgId, projectRoleAdministratorRole);

/**
 * Whether a caller may say who is in a group: with `user.grant.write` on all of the organization, because its members
 * have the roles that it is granted on whichever project, or as an administrator of that very group.
 *
 * `administration` is the caller's membership on the group.
 */
export const managesGroup = (
  permissions: Permissions,
  administration: MembershipRow | undefined,
  orgId: OrgId,
): boolean =>
  isPermittedOn(permissions, "user.grant.write", []) || isAdministration(administration, orgId, groupAdministratorRole);

/** Whether a membership makes its user an administrator with this role, of something that the organization owns. */
export const isAdministration = (membership: MembershipRow | undefined, orgId: OrgId, role: string): boolean =>
  membership !== undefined && membership.resourceOwner === orgId && membership.roles.includes(role);

/** Refuses callers who may not say who has the role (`permissionLacking`). */
export async function assertManagesRole(
  tx: Transaction,
  { userId, permissions }: Caller,
  { projectId, roleKey }: ProjectRoleRef,
  giving: RoleGiving,
): Promise<void> {
  if (managesRole(permissions, undefined, giving)) return;
  const administration = await tx.memberships.find({ type: "project-role", id: projectId, roleKey }, userId);
  if (!managesRole(permissions, administration, giving)) throw new DomainError("permissionLacking");
}

/** Refuses callers who may not say who is in the group (`permissionLacking`). */
export async function assertManagesGroup(
  tx: Transaction,
  { userId, permissions }: Caller,
  group: { readonly id: GroupId; readonly orgId: OrgId },
): Promise<void> {
  if (managesGroup(permissions, undefined, group.orgId)) return;
  const administration = await tx.memberships.find({ type: "group", id: group.id }, userId);
  if (!managesGroup(permissions, administration, group.orgId)) throw new DomainError("permissionLacking");
}
