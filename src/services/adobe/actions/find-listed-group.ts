import { AdobeError } from "../errors.ts";
import type { AnyGroup } from "../groups/any-group.ts";
import { findGroup } from "../groups/find.ts";
import { parseGroupName } from "../groups/names.ts";
import type { StepRun } from "./progress.ts";

/** The group that a step names. Fails with `groupNotFound`, `nameAmbiguous`, `developerUnsupported`. */
export async function getListedGroup({ directory, caller }: StepRun, name: string): Promise<AnyGroup> {
  const group = await findGroup(directory, caller, name);
  if (group !== undefined) return group;
  if (parseGroupName(name).kind === "developers") {
    throw new AdobeError("developerUnsupported", `${name}: Roster keeps no developers of profiles`, { value: name });
  }
  throw new AdobeError("groupNotFound", `Group ${name} was not found`, { list: "group", value: name });
}
