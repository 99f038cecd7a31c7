import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { MemberView, Page, PageOf, UserRow } from "../../../directory/model.ts";
import { listEvery } from "../../../directory/paging.ts";
import { projectOwnerRole } from "../../../directory/project-owners.ts";
import { justTotal } from "../paging.ts";
import type { AnyGroup } from "./any-group.ts";

/** A group of those who administer something. */
export type AdminGroup = Exclude<AnyGroup, { readonly kind: "user-group" | "profile" }>;

/** Everybody in a group of administrators, by id. They are few. */
export async function listAdmins(directory: Directory, caller: Caller, group: AdminGroup): Promise<readonly UserRow[]> {
  const admins = await listEvery((page) => listPage(directory, caller, group, page));
  return admins.map(({ user }) => user);
}

/** How many users are in a group of administrators. */
export const countAdmins = async (directory: Directory, caller: Caller, group: AdminGroup): Promise<number> =>
  (await listPage(directory, caller, group, justTotal)).total;

function listPage(
  { groupAdministrators, orgMembers, projectMembers, roleMembers }: Directory,
  caller: Caller,
  group: AdminGroup,
  page: Page,
): Promise<PageOf<MemberView>> {
  switch (group.kind) {
    case "user-group-admins":
      return groupAdministrators.list(caller, group.group.id, { filters: [], page });
    case "profile-admins": {
      const { projectId, key: roleKey } = group.profile;
      return roleMembers.listAdministrators(caller, { projectId, roleKey }, page);
    }
    case "product-admins": {
      const filters = [{ kind: "role", role: projectOwnerRole }] as const;
      return projectMembers.list(caller, group.product.id, { filters, page });
    }
    case "org-role":
      return orgMembers.list(caller, { filters: [{ kind: "role", role: group.orgRole.role }], page });
  }
}
