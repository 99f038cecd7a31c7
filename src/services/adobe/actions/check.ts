import type { Command, Step } from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import { AdobeError } from "../errors.ts";
import { actionLimits, maxNameLength } from "../limits.ts";
import type { Progress } from "./progress.ts";

type StepName = NonNullable<Step["step"]["case"]>;

const userSteps: ReadonlySet<StepName> = new Set([
  "addAdobeId",
  "createEnterpriseId",
  "createFederatedId",
  "update",
  "add",
  "remove",
  "removeFromOrg",
  "addRoles",
  "removeRoles",
]);
const userGroupSteps: ReadonlySet<StepName> = new Set([
  "createUserGroup",
  "updateUserGroup",
  "deleteUserGroup",
  "add",
  "remove",
]);
const creations: ReadonlySet<StepName> = new Set([
  "addAdobeId",
  "createEnterpriseId",
  "createFederatedId",
  "createUserGroup",
]);

/**
 * Refuses a command whose form is wrong, before anything of it is done; the progress names the step at fault. Fails with
 * `bodyMalformed`, `rootMissing`, `textTooLong`, `stepsMalformed`, `stepUnknown`, `createTwice`, `createNotFirst`,
 * `removeFromOrgNotLast`.
 */
export function checkCommand({ root, steps, unreadable }: Command, progress: Progress): void {
  if (unreadable !== undefined) failUnreadable(unreadable, progress);
  const name = root.value?.trim() ?? "";
  if (root.case === undefined || name === "") {
    throw new AdobeError("rootMissing", "a command names a user or a usergroup");
  }
  if (name.length > maxNameLength) {
    throw new AdobeError("textTooLong", `${root.case} is longer than ${maxNameLength} characters`, { list: root.case });
  }
  if (steps.length === 0) throw new AdobeError("stepsMalformed", "the command has no steps in do");
  if (steps.length > actionLimits.steps) {
    throw new AdobeError("stepsMalformed", `${steps.length} steps, a command has at most ${actionLimits.steps}`);
  }
  const allowed = root.case === "user" ? userSteps : userGroupSteps;
  for (const [index, { step }] of steps.entries()) {
    progress.step = index;
    if (step.case === "unreadable") failUnreadable(step.value, progress);
    if (step.case === undefined) throw new AdobeError("stepsMalformed", "a step has exactly one key");
    if (!allowed.has(step.case)) {
      throw new AdobeError("stepUnknown", `${step.case} is no step of a ${root.case}`, { value: step.case });
    }
    checkPlace(step.case, index, steps);
  }
  progress.step = 0;
}

function failUnreadable(
  { code, message }: { readonly code: string; readonly message: string },
  progress: Progress,
): never {
  progress.unreadableCode = code;
  throw new AdobeError("bodyMalformed", message);
}

function checkPlace(name: StepName, index: number, steps: readonly Step[]): void {
  if (creations.has(name) && index > 0) {
    const isSecond = steps.slice(0, index).some(({ step }) => step.case !== undefined && creations.has(step.case));
    if (isSecond) throw new AdobeError("createTwice", `${name}: a command adds one thing`, { value: name });
    throw new AdobeError("createNotFirst", `${name} has to be the first step`, { value: name });
  }
  if (name === "removeFromOrg" && index < steps.length - 1) {
    throw new AdobeError("removeFromOrgNotLast", "removeFromOrg has to be the last step", { value: name });
  }
}
