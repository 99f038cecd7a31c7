import type { GroupNames, Step } from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import { type HumanRow, isHuman } from "../../../directory/user-aggregate.ts";
import { AdobeError } from "../errors.ts";
import { changeMembership } from "../groups/changes.ts";
import { userNameIn } from "../names/path-text.ts";
import { findUsers, toKey } from "../names/users.ts";
import { createUser } from "./create-user.ts";
import { getListedGroup } from "./find-listed-group.ts";
import { leaveAllGroups } from "./leave-all-groups.ts";
import { groupNamesIn, roleGroupNamesIn } from "./names.ts";
import type { StepRun } from "./progress.ts";
import { removeFromOrg } from "./remove-from-org.ts";
import { updateUser } from "./update-user.ts";

/** Runs a step of a command on a user. */
export async function runUserStep(run: StepRun, { step }: Step): Promise<void> {
  const { progress } = run;
  switch (step.case) {
    case "addAdobeId":
      return createUser(run, "adobeID", step.value, await findRoot(run));
    case "createEnterpriseId":
      return createUser(run, "enterpriseID", step.value, await findRoot(run));
    case "createFederatedId":
      return createUser(run, "federatedID", step.value, await findRoot(run));
    case "update": {
      const user = await getRoot(run);
      return user && updateUser(run, user, step.value);
    }
    case "add":
      return changeGroups(run, groupNamesIn(refuseAll(step.value), progress), "add");
    case "remove":
      return step.value.all ? removeFromAll(run) : changeGroups(run, groupNamesIn(step.value, progress), "remove");
    case "addRoles":
      return changeGroups(run, roleGroupNamesIn(step.value, "addRoles", progress), "add");
    case "removeRoles":
      return changeGroups(run, roleGroupNamesIn(step.value, "removeRoles", progress), "remove");
    case "removeFromOrg":
      return removeFromOrg(run, await findRoot(run), step.value);
    default:
      throw new AdobeError("stepUnknown", `${step.case} is no step of a user`);
  }
}

/** The user of the command. Fails with `userAmbiguous`. */
async function findRoot({ directory, caller, name, domain }: StepRun): Promise<HumanRow | undefined> {
  const userName = userNameIn(name.trim(), domain);
  const found = (await findUsers(directory, caller, [userName])).get(toKey(userName));
  if (found !== "ambiguous") return isHuman(found) ? found : undefined;
  throw new AdobeError("userAmbiguous", `several users have the email address ${name}`, { value: name });
}

/** The user of the command; in a test one that does not exist counts as one that does, and nothing is to be done. */
async function getRoot(run: StepRun): Promise<HumanRow | undefined> {
  const user = await findRoot(run);
  if (user !== undefined || run.progress.isTest) return user;
  throw new AdobeError("userNonexistent", `User Id does not exist: ${run.name}`, { list: "user", value: run.name });
}

async function changeGroups(run: StepRun, names: readonly string[], way: "add" | "remove"): Promise<void> {
  const { directory, caller } = run;
  const user = await getRoot(run);
  for (const name of names) {
    const group = await getListedGroup(run, name);
    const ids = user === undefined ? [] : [user.id];
    await changeMembership(directory, caller, group, { add: [], remove: [], [way]: ids });
  }
}

async function removeFromAll(run: StepRun): Promise<void> {
  const user = await getRoot(run);
  if (user !== undefined) await leaveAllGroups(run, user);
}

function refuseAll(names: GroupNames): GroupNames {
  if (!names.all) return names;
  throw new AdobeError("listUnknown", "all: a user can be removed from all groups, but not added to all", {
    list: "all",
  });
}
