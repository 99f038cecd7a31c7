import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { UserRow } from "../../../directory/model.ts";
import { projectOwnerRole } from "../../../directory/project-owners.ts";
import { everyPage } from "../every-page.ts";
import type { AnyGroup } from "./any-group.ts";

/** A group of those who administer something. */
export type AdminGroup = Exclude<AnyGroup, { readonly kind: "user-group" | "profile" }>;

/** Everybody in a group of administrators, by id. They are few. */
export async function listAdmins(
  { groupAdministrators, orgMembers, projectMembers, roleMembers }: Directory,
  caller: Caller,
  group: AdminGroup,
): Promise<readonly UserRow[]> {
  switch (group.kind) {
    case "user-group-admins": {
      const { id } = group.group;
      const admins = await everyPage((page) => groupAdministrators.list(caller, id, { filters: [], page }));
      return admins.map(({ user }) => user);
    }
    case "profile-admins": {
      const { projectId, key: roleKey } = group.profile;
      const admins = await everyPage((page) => roleMembers.listAdministrators(caller, { projectId, roleKey }, page));
      return admins.map(({ user }) => user);
    }
    case "product-admins": {
      const members = await everyPage((page) => projectMembers.list(caller, group.product.id, { filters: [], page }));
      return members.filter(({ roles }) => roles.includes(projectOwnerRole)).map(({ user }) => user);
    }
    case "org-role": {
      const members = await everyPage((page) => orgMembers.list(caller, { filters: [], page }));
      return members.filter(({ roles }) => roles.includes(group.orgRole.role)).map(({ user }) => user);
    }
  }
}
