import type { CaseGroup } from "../case.ts";
import { humanProfile, humanProfileReads } from "./human-profile.ts";
import { humans } from "./humans.ts";
import { machines } from "./machines.ts";
import { personalAccessTokens } from "./personal-access-tokens.ts";
import { userNames } from "./user-names.ts";
import { userRemoval } from "./user-removal.ts";
import { userStates } from "./user-states.ts";
import { users, userUniqueness } from "./users.ts";

/** Every case of the matrix. */
export const caseGroups: readonly CaseGroup[] = [
  humanProfile,
  humanProfileReads,
  humans,
  machines,
  personalAccessTokens,
  userNames,
  userRemoval,
  userStates,
  users,
  userUniqueness,
];
