/** Names of the groups that stand for the administrators of something. */

const productAdminPrefix = "_product_admin_";
const adminPrefix = "_admin_";
const developerPrefix = "_developer_";

/** The group of a product's administrators. */
export const productAdminGroupNameOf = (productName: string): string => `${productAdminPrefix}${productName}`;

/** The group of the administrators of a profile or a user group. */
export const adminGroupNameOf = (name: string): string => `${adminPrefix}${name}`;

/** What a group's name says that it is, beside what it is the name of. */
export type GroupNameParts =
  | { readonly kind: "product-admins"; readonly of: string }
  | { readonly kind: "admins"; readonly of: string }
  | { readonly kind: "developers"; readonly of: string }
  | { readonly kind: "plain" };

/** The parts of a name, case aside. What begins as a group of administrators can still be a user group's own name. */
export function parseGroupName(name: string): GroupNameParts {
  const lower = name.toLowerCase();
  if (lower.startsWith(productAdminPrefix))
    return { kind: "product-admins", of: name.slice(productAdminPrefix.length) };
  if (lower.startsWith(developerPrefix)) return { kind: "developers", of: name.slice(developerPrefix.length) };
  if (lower.startsWith(adminPrefix)) return { kind: "admins", of: name.slice(adminPrefix.length) };
  return { kind: "plain" };
}

/** The groups of those who have a role on the organization. Adobe lets no script say who is in the first. */
export const orgRoleGroups = [
  { name: "_org_admin", type: "SYSADMIN_GROUP", role: "ORG_OWNER", isWritable: false },
  { name: "_support_admin", type: "SUPPORT_ADMIN_GROUP", role: "ORG_OWNER_VIEWER", isWritable: true },
  { name: "_deployment_admin", type: "DEPLOYMENT_ADMIN_GROUP", role: "ORG_SETTINGS_MANAGER", isWritable: true },
] as const;

/** One of them. */
export type OrgRoleGroup = (typeof orgRoleGroups)[number];
