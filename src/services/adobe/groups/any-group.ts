import { aliasKeyOfRole } from "../../../directory/aliases.ts";
import type { AliasKind, GroupRow, ProjectRoleRow, ProjectRow } from "../../../directory/model.ts";
import {
  adminAliasKeyOfGroup,
  adminAliasKeyOfProduct,
  adminAliasKeyOfRole,
  aliasKeyOfOrgRole,
} from "../names/aliases.ts";
import { profileNameOf } from "../names/products.ts";
import { adminGroupNameOf, type OrgRoleGroup, productAdminGroupNameOf } from "./names.ts";

/** A profile, with the name of its product. */
export interface ProfileView extends ProjectRoleRow {
  readonly projectName: string;
}

/** Whatever users can be in, under one name for them all: the directory's groups, and what reads as one here. */
export type AnyGroup =
  | { readonly kind: "user-group"; readonly group: GroupRow }
  | { readonly kind: "user-group-admins"; readonly group: GroupRow }
  | { readonly kind: "profile"; readonly profile: ProfileView }
  | { readonly kind: "profile-admins"; readonly profile: ProfileView }
  | { readonly kind: "product-admins"; readonly product: Pick<ProjectRow, "id" | "name"> }
  | { readonly kind: "org-role"; readonly orgRole: OrgRoleGroup };

/** What the group is called. */
export function groupNameOf(group: AnyGroup): string {
  switch (group.kind) {
    case "user-group":
      return group.group.name;
    case "user-group-admins":
      return adminGroupNameOf(group.group.name);
    case "profile":
      return profileNameOf(group.profile);
    case "profile-admins":
      return adminGroupNameOf(profileNameOf(group.profile));
    case "product-admins":
      return productAdminGroupNameOf(group.product.name);
    case "org-role":
      return group.orgRole.name;
  }
}

/** What the group's number is given to. */
export function groupAliasOf(group: AnyGroup, orgId: string): { readonly kind: AliasKind; readonly key: string } {
  switch (group.kind) {
    case "user-group":
      return { kind: "group", key: group.group.id };
    case "user-group-admins":
      return { kind: "synthetic", key: adminAliasKeyOfGroup(group.group.id) };
    case "profile":
      return { kind: "project-role", key: aliasKeyOfRole(group.profile.projectId, group.profile.key) };
    case "profile-admins": {
      const { projectId, key } = group.profile;
      return { kind: "synthetic", key: adminAliasKeyOfRole(aliasKeyOfRole(projectId, key)) };
    }
    case "product-admins":
      return { kind: "synthetic", key: adminAliasKeyOfProduct(group.product.id) };
    case "org-role":
      return { kind: "synthetic", key: aliasKeyOfOrgRole(orgId, group.orgRole.role) };
  }
}
