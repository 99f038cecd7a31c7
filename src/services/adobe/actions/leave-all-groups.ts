import type { HumanRow } from "../../../directory/user-aggregate.ts";
import { changeMembership } from "../groups/changes.ts";
import { listGroupsOfUsers } from "../groups/of-users.ts";
import type { StepRun } from "./progress.ts";

/** Takes a user out of whatever it is in, but for what is not changed by scripts. */
export async function leaveAllGroups({ directory, caller }: StepRun, user: HumanRow): Promise<void> {
  for (const group of (await listGroupsOfUsers(directory, caller, [user.id], true)).get(user.id) ?? []) {
    if (group.kind === "org-role" && !group.orgRole.isWritable) continue;
    await changeMembership(directory, caller, group, { add: [], remove: [user.id] });
  }
}
