import type {
  CreateUserGroup,
  GroupNames,
  Step,
  UpdateUserGroup,
} from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import type { GroupId, GroupRow, UserId } from "../../../directory/model.ts";
import { assertPermittedOn } from "../../../directory/permissions.ts";
import { noRoleMemberChanges } from "../../../directory/role-members.ts";
import { AdobeError } from "../errors.ts";
import type { AnyGroup } from "../groups/any-group.ts";
import { changeMembership } from "../groups/changes.ts";
import { findGroup } from "../groups/find.ts";
import { maxNameLength } from "../limits.ts";
import { findUserGroups } from "../names/groups.ts";
import { findListedUsers, findUsers, toKey } from "../names/users.ts";
import { parseCreateOption } from "./create-user.ts";
import { getListedGroup } from "./find-listed-group.ts";
import { checkList } from "./names.ts";
import type { StepRun } from "./progress.ts";

/** Runs a step of a command on a user group. */
export async function runUserGroupStep(run: StepRun, { step }: Step): Promise<void> {
  switch (step.case) {
    case "createUserGroup":
      return createUserGroup(run, step.value);
    case "updateUserGroup":
      return updateUserGroup(run, step.value);
    case "deleteUserGroup":
      return deleteUserGroup(run);
    case "add":
      return changeUserGroup(run, step.value, "add");
    case "remove":
      return changeUserGroup(run, step.value, "remove");
    default:
      throw new AdobeError("stepUnknown", `${step.case} is no step of a usergroup`);
  }
}

async function createUserGroup(run: StepRun, input: CreateUserGroup): Promise<void> {
  const { directory, caller, progress } = run;
  assertPermittedOn(caller.permissions, "user.grant.write", []);
  const option = parseCreateOption(input.option);
  const name = verifyNewName(input.name || run.name);
  const existing = (await findUserGroups(directory, caller, [name])).get(toKey(name));
  if (existing === undefined) {
    const { id } = await directory.groups.add(caller, { name, description: input.description, memberLimit: undefined });
    progress.created.push({ step: progress.step, id });
    return;
  }
  if (option === "fail") {
    throw new AdobeError("userGroupExists", `The user group is there already: ${name}`, { value: name });
  }
  if (option === "update") await replace(run, existing, { name, description: input.description });
}

async function updateUserGroup(run: StepRun, { name, description }: UpdateUserGroup): Promise<void> {
  assertPermittedOn(run.caller.permissions, "user.grant.write", []);
  const group = await getRoot(run);
  await replace(run, group, {
    name: name === undefined ? group.name : verifyNewName(name),
    description: description ?? group.description,
  });
}

async function deleteUserGroup(run: StepRun): Promise<void> {
  assertPermittedOn(run.caller.permissions, "user.grant.write", []);
  await run.directory.groups.remove(run.caller, (await getRoot(run)).id);
  run.progress.isOver = true;
}

const replace = async (
  { directory, caller }: StepRun,
  group: GroupRow,
  settings: Pick<GroupRow, "name" | "description">,
): Promise<void> => {
  await directory.groups.update(caller, group.id, { ...settings, memberLimit: group.memberLimit });
};

/** Changes who is in the group of the command, of whatever kind it is, or which profiles a user group has. */
async function changeUserGroup(run: StepRun, names: GroupNames, way: "add" | "remove"): Promise<void> {
  const { directory, caller } = run;
  const { user: emails, productConfiguration: profiles, group, product, usergroup, all } = names;
  if (all || group.length + product.length + usergroup.length > 0) {
    const message = "a step of a usergroup has users and productConfigurations in its lists";
    throw new AdobeError("listUnknown", message, { list: "group" });
  }
  checkList("user", emails, "duplicateUser");
  checkList("productConfiguration", profiles, "duplicateGroupName");
  if (emails.length + profiles.length === 0) {
    throw new AdobeError("listMissing", "the step names neither users nor profiles", { list: "user" });
  }
  if (emails.length > 0) {
    const target = await getAnyRoot(run);
    await changeMembership(directory, caller, target, { add: [], remove: [], [way]: await findListed(run, emails) });
  }
  if (profiles.length === 0) return;
  const { id } = await getRoot(run);
  for (const name of profiles) await changeProfile(run, id, name, way);
}

/** In a test a user that does not exist counts as one that does. */
async function findListed(
  { directory, caller, progress }: StepRun,
  names: readonly string[],
): Promise<readonly UserId[]> {
  const known = progress.isTest ? await findUsers(directory, caller, names) : undefined;
  const expected = known === undefined ? names : names.filter((name) => known.has(toKey(name)));
  return (await findListedUsers(directory, caller, [{ list: "user", names: expected }] as const))[0];
}

async function changeProfile(run: StepRun, id: GroupId, name: string, way: "add" | "remove"): Promise<void> {
  const group = await getListedGroup(run, name);
  if (group.kind !== "profile") {
    throw new AdobeError("profileNotFound", `productConfiguration: ${name} is no profile`, { value: name });
  }
  const { projectId, key: roleKey } = group.profile;
  const groups = way === "add" ? { addGroups: [id] } : { removeGroups: [id] };
  await run.directory.roleMembers.change(run.caller, { projectId, roleKey }, { ...noRoleMemberChanges, ...groups });
}

/** The user group of the command. Fails with `listedGroupNotFound`. */
async function getRoot(run: StepRun): Promise<GroupRow> {
  const group = (await findUserGroups(run.directory, run.caller, [run.name])).get(toKey(run.name));
  if (group === undefined) throw notFound(run.name);
  return group;
}

/** The group of the command: a user group, or anything else that users can be in. */
async function getAnyRoot({ directory, caller, name }: StepRun): Promise<AnyGroup> {
  const group = await findGroup(directory, caller, name);
  if (group === undefined) throw notFound(name);
  return group;
}

const notFound = (name: string): AdobeError =>
  new AdobeError("listedGroupNotFound", `Usergroup not found: ${name}`, { list: "usergroup", value: name });

/** A name for a group. Those that begin with an underscore are names of groups of administrators. */
function verifyNewName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.startsWith("_") || trimmed.length > maxNameLength) {
    const message = `a group's name has at most ${maxNameLength} characters and does not begin with _`;
    throw new AdobeError("groupNameInvalid", message, { list: "name", value: name.slice(0, 60) });
  }
  return trimmed;
}
