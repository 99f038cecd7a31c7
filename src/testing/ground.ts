import type { Caller } from "../directory/caller.ts";
import type { Directory } from "../directory/directory.ts";
import type { OrgId } from "../directory/model.ts";

/** What planting works with. */
export interface Ground {
  readonly directory: Directory;
  /** The administrator, calling for this organization. */
  callerIn(org: OrgId): Caller;
}
