import { rolePermissions } from "./role-permissions.ts";

/** The permissions of a role, such as `user.write`; empty for a name that is no role. */
export const permissionsOfRole = (role: string): readonly string[] => permissionsByRole.get(role) ?? [];

const permissionsByRole: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(rolePermissions));

/** Every role whose name begins like this, in the configured order. */
export const rolesWithPrefix = (prefix: string): readonly string[] =>
  [...permissionsByRole.keys()].filter((role) => role.startsWith(prefix));

/** The role of a user that belongs to no organization in particular: it may look after itself. */
export const selfManagementRole = "SELF_MANAGEMENT_GLOBAL";

/** The roles of members of an organization. */
export const orgRoles = rolesWithPrefix("ORG");

/** The roles of members of the instance. */
export const instanceRoles = rolesWithPrefix("IAM");

/** The roles of members of a project grant. */
export const projectGrantRoles = rolesWithPrefix("PROJECT_GRANT");

/** The roles to offer for members of a project; in the default organization only the global ones. */
export const projectMemberRoles = (isDefaultOrg: boolean): readonly string[] =>
  projectRoles.filter((role) => !projectGrantRoles.includes(role) && (!isDefaultOrg || role.endsWith("GLOBAL")));

/** Roles whose names begin with PROJECT: those of members of projects, and of project grants. */
const projectRoles = rolesWithPrefix("PROJECT");

/** Whether all of these are roles of members of an organization. Nothing is said about duplicates: they are kept. */
export const areOrgRoles = (roles: readonly string[]): boolean => roles.every((role) => orgRoles.includes(role));

/** Whether a new member of an organization can have these: its roles, or the self-management one alone. */
export const areNewOrgRoles = (roles: readonly string[]): boolean =>
  areOrgRoles(roles) || roles.every((role) => role.startsWith(selfManagementRole));

/** Whether all of these are roles of members of the instance. */
export const areInstanceRoles = (roles: readonly string[]): boolean =>
  roles.every((role) => instanceRoles.includes(role));

/** Whether all of these can be given to members of a project; those of members of project grants can, as upstream. */
export const areProjectRoles = (roles: readonly string[]): boolean =>
  roles.every((role) => projectRoles.includes(role));

/** Whether all of these are roles of members of a project grant. */
export const areProjectGrantRoles = (roles: readonly string[]): boolean =>
  roles.every((role) => projectGrantRoles.includes(role));
