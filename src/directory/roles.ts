import { rolePermissions } from "./role-permissions.ts";

/** The permissions of a role, such as `user.write`; empty for a name that is no role. */
export const permissionsOfRole = (role: string): readonly string[] => permissionsByRole.get(role) ?? [];

/** Whether these roles can be given to a member of an organization. Nothing is said about duplicates: they are kept. */
export const areOrgRoles = (roles: readonly string[]): boolean =>
  roles.every((role) => permissionsByRole.has(role) && role.startsWith("ORG")) ||
  roles.every((role) => role.startsWith("SELF_MANAGEMENT_GLOBAL"));

const permissionsByRole: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(rolePermissions));
