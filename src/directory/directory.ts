import { type Administrator, createAdministrator } from "./administrator.ts";
import { type Changes, createChanges } from "./changes.ts";
import type { Dependencies } from "./dependencies.ts";
import { createHumans, type Humans } from "./humans.ts";
import { createInstance, type Instance } from "./instance.ts";
import { createMachines, type Machines } from "./machines.ts";
import { createOrgMembers, type OrgMembers } from "./org-members.ts";
import { createOrgs, type Orgs } from "./orgs.ts";
import { createPersonalAccessTokens, type PersonalAccessTokens } from "./personal-access-tokens.ts";
import { createUsers, type Users } from "./users.ts";

/** The directory's rules, one member per noun. Services call these and nothing else. */
export interface Directory {
  readonly instance: Instance;
  readonly administrator: Administrator;
  readonly orgs: Orgs;
  readonly orgMembers: OrgMembers;
  readonly users: Users;
  readonly humans: Humans;
  readonly machines: Machines;
  readonly personalAccessTokens: PersonalAccessTokens;
  readonly changes: Changes;
}

/** A directory on this storage. `instanceDomain` is where new organizations get their first domain. */
export const createDirectory = (dependencies: Dependencies, instanceDomain: string): Directory => ({
  instance: createInstance(dependencies),
  administrator: createAdministrator(dependencies),
  orgs: createOrgs(dependencies, instanceDomain),
  orgMembers: createOrgMembers(dependencies),
  users: createUsers(dependencies),
  humans: createHumans(dependencies),
  machines: createMachines(dependencies),
  personalAccessTokens: createPersonalAccessTokens(dependencies),
  changes: createChanges(dependencies),
});
