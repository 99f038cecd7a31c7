/**
 * Keys of numbers for groups that are shown and are none of the directory's: made from the key of what they are about.
 * They must never change, as a number is for good.
 */

/** Of the group of a profile's administrators. */
export const adminAliasKeyOfRole = (roleAliasKey: string): string => `adobe/profile-admins/${roleAliasKey}`;

/** Of the group of a user group's administrators. */
export const adminAliasKeyOfGroup = (groupId: string): string => `adobe/group-admins/${groupId}`;

/** Of the group of a product's administrators. */
export const adminAliasKeyOfProduct = (productId: string): string => `adobe/product-admins/${productId}`;

/** Of the group of those who have a role on an organization. */
export const aliasKeyOfOrgRole = (orgId: string, role: string): string => `adobe/org-role/${orgId}/${role}`;
