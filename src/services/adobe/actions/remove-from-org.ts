import type { RemoveFromOrg } from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import { assertPermittedOn } from "../../../directory/permissions.ts";
import type { HumanRow } from "../../../directory/user-aggregate.ts";
import { leaveAllGroups } from "./leave-all-groups.ts";
import type { StepRun } from "./progress.ts";

/**
 * Takes a user out of the organization: it leaves every group, and is removed or, as the directory's users belong to one
 * organization, made inactive. A user that is not there is a success.
 */
export async function removeFromOrg(
  run: StepRun,
  user: HumanRow | undefined,
  { deleteAccount }: RemoveFromOrg,
): Promise<void> {
  const { directory, caller } = run;
  assertPermittedOn(caller.permissions, deleteAccount ? "user.delete" : "user.write", []);
  if (user === undefined) return;
  if (deleteAccount) {
    await directory.users.remove(caller, user.id);
    return;
  }
  await leaveAllGroups(run, user);
  // Who has not set the account up cannot be made inactive; locking ends it as well.
  if (user.state === "active") await directory.users.deactivate(caller, user.id);
  else if (user.state === "initial") await directory.users.lock(caller, user.id);
}
