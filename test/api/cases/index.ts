import type { CaseGroup } from "../case.ts";
import { humanProfile } from "./human-profile.ts";

/** Every case of the matrix. */
export const caseGroups: readonly CaseGroup[] = [humanProfile];
