import type { CaseGroup } from "../case.ts";
import { authentication } from "./authentication.ts";
import { authorization } from "./authorization.ts";
import { changes } from "./changes.ts";
import { concurrency } from "./concurrency.ts";
import { humanProfile, humanProfileReads } from "./human-profile.ts";
import { humans } from "./humans.ts";
import { instance } from "./instance.ts";
import { machines } from "./machines.ts";
import { orgMembers } from "./org-members.ts";
import { organization } from "./organization.ts";
import { orgs } from "./orgs.ts";
import { personalAccessTokens } from "./personal-access-tokens.ts";
import { userNames } from "./user-names.ts";
import { userQueries } from "./user-queries.ts";
import { userRemoval } from "./user-removal.ts";
import { userStates } from "./user-states.ts";
import { userTextQueries } from "./user-text-queries.ts";
import { users, userUniqueness } from "./users.ts";
import { usersList, usersSorting } from "./users-list.ts";
import { validation } from "./validation.ts";
import { visibility } from "./visibility.ts";

/** Every case of the matrix. */
export const caseGroups: readonly CaseGroup[] = [
  humanProfile,
  humanProfileReads,
  humans,
  userNames,
  machines,
  personalAccessTokens,
  users,
  userUniqueness,
  usersList,
  usersSorting,
  userQueries,
  userTextQueries,
  userStates,
  userRemoval,
  changes,
  orgs,
  orgMembers,
  instance,
  authentication,
  organization,
  authorization,
  validation,
  visibility,
  concurrency,
];
