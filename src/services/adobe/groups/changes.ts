import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { GroupId, UserId } from "../../../directory/model.ts";
import { assertPermittedOn } from "../../../directory/permissions.ts";
import { groupAdministratorRole } from "../../../directory/role-administration.ts";
import { noRoleMemberChanges } from "../../../directory/role-members.ts";
import { AdobeError } from "../errors.ts";
import { type AnyGroup, groupNameOf } from "./any-group.ts";
import type { OrgRoleGroup } from "./names.ts";

/** Who gets into a group and who gets out of it. */
export interface MembershipChange {
  readonly add: readonly UserId[];
  readonly remove: readonly UserId[];
}

/**
 * Changes who is in a group, whatever it is. Whoever is in, or out, already stays as it is. Fails with
 * `groupReadOnlyAdd`, `groupReadOnlyRemove`, and as the directory does.
 */
export async function changeMembership(
  directory: Directory,
  caller: Caller,
  group: AnyGroup,
  { add, remove }: MembershipChange,
): Promise<void> {
  switch (group.kind) {
    case "user-group":
      if (remove.length > 0) await directory.groups.removeMembers(caller, group.group.id, remove);
      if (add.length > 0) await directory.groups.addMembers(caller, group.group.id, add);
      return;
    case "user-group-admins":
      return changeGroupAdministrators(directory, caller, group.group.id, { add, remove });
    case "profile": {
      const { projectId, key: roleKey } = group.profile;
      const changes = { ...noRoleMemberChanges, addUsers: add, removeUsers: remove };
      return directory.roleMembers.change(caller, { projectId, roleKey }, changes);
    }
    case "profile-admins": {
      const { projectId, key: roleKey } = group.profile;
      const changes = { ...noRoleMemberChanges, addAdministrators: add, removeAdministrators: remove };
      return directory.roleMembers.change(caller, { projectId, roleKey }, changes);
    }
    case "product-admins":
      return directory.projectOwners.change(caller, group.product.id, { add, remove });
    case "org-role":
      if (!group.orgRole.isWritable) throw readOnly(groupNameOf(group), add.length > 0);
      return changeOrgRole(directory, caller, group.orgRole, { add, remove });
  }
}

function readOnly(name: string, isAddition: boolean): AdobeError {
  const message = `${name}: who administers the whole organization is not changed by scripts`;
  return new AdobeError(isAddition ? "groupReadOnlyAdd" : "groupReadOnlyRemove", message, { value: name });
}

async function changeGroupAdministrators(
  { groupAdministrators }: Directory,
  caller: Caller,
  id: GroupId,
  { add, remove }: MembershipChange,
): Promise<void> {
  for (const userId of remove) await groupAdministrators.remove(caller, id, userId);
  for (const userId of add) {
    const filters = [{ kind: "user", id: userId }] as const;
    const { total } = await groupAdministrators.list(caller, id, { filters, page: { offset: 0, limit: 1 } });
    if (total === 0) await groupAdministrators.add(caller, id, userId, [groupAdministratorRole]);
  }
}

async function changeOrgRole(
  { orgMembers }: Directory,
  caller: Caller,
  { role }: OrgRoleGroup,
  { add, remove }: MembershipChange,
): Promise<void> {
  assertPermittedOn(caller.permissions, "org.member.write", []);
  const rolesOf = async (userId: UserId): Promise<readonly string[]> => {
    const filters = [{ kind: "user", id: userId }] as const;
    const { items } = await orgMembers.list(caller, { filters, page: { offset: 0, limit: 1 } });
    return items[0]?.roles ?? [];
  };
  for (const userId of remove) {
    const held = await rolesOf(userId);
    const roles = held.filter((each) => each !== role);
    if (roles.length === held.length) continue;
    if (roles.length === 0) await orgMembers.remove(caller, userId);
    else await orgMembers.update(caller, userId, roles);
  }
  for (const userId of add) {
    const held = await rolesOf(userId);
    if (held.includes(role)) continue;
    if (held.length === 0) await orgMembers.add(caller, userId, [role]);
    else await orgMembers.update(caller, userId, [...held, role]);
  }
}
