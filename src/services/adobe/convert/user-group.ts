import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { GroupRow } from "../../../directory/model.ts";
import { adminGroupNameOf } from "../groups/names.ts";
import { adminAliasKeyOfGroup } from "../names/aliases.ts";
import { justTotal } from "../paging.ts";

/** User groups, with who is in and who administers them counted. */
export async function toUserGroups(directory: Directory, caller: Caller, groups: readonly GroupRow[]) {
  const { aliases, groupAdministrators } = directory;
  const ids = groups.map(({ id }) => id);
  const numbers = await aliases.ensureMany("group", ids);
  const adminNumbers = await aliases.ensureMany("synthetic", ids.map(adminAliasKeyOfGroup));
  const counts = await directory.groups.countMembers(caller, ids);
  return Promise.all(
    groups.map(async ({ id, name }) => {
      const admins = await groupAdministrators.list(caller, id, { filters: [], page: justTotal });
      return {
        groupId: numbers.get(id) ?? 0,
        name,
        type: "USER_GROUP",
        userCount: counts.get(id) ?? 0,
        adminGroupId: String(adminNumbers.get(adminAliasKeyOfGroup(id)) ?? ""),
        adminGroupName: adminGroupNameOf(name),
        adminCount: String(admins.total),
      };
    }),
  );
}
