import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import { countAdmins } from "./admins.ts";
import type { AnyGroup } from "./any-group.ts";

/** How many users are in each of these groups, in their order; in profiles, those that have one directly. */
export async function countMembers(
  directory: Directory,
  caller: Caller,
  groups: readonly AnyGroup[],
): Promise<readonly number[]> {
  const userGroupIds = groups.flatMap((group) => (group.kind === "user-group" ? [group.group.id] : []));
  const inUserGroups = await directory.groups.countMembers(caller, userGroupIds);
  const projectIds = groups.flatMap((group) => (group.kind === "profile" ? [group.profile.projectId] : []));
  const withProfiles = await directory.roleMembers.countUsers(caller, [...new Set(projectIds)]);
  return Promise.all(
    groups.map(async (group) => {
      switch (group.kind) {
        case "user-group":
          return inUserGroups.get(group.group.id) ?? 0;
        case "profile":
          return withProfiles(group.profile.projectId, group.profile.key);
        default:
          return countAdmins(directory, caller, group);
      }
    }),
  );
}
