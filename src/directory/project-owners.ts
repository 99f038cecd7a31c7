import type { ProjectId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { projectKey } from "./project-aggregate.ts";
import { projectMemberEvents } from "./project-members.ts";
import { changeScopeRole, type ScopeRoleChanges } from "./scope-role.ts";
import { userKey } from "./user-aggregate.ts";

/** The role of members that may do everything with a project. */
export const projectOwnerRole = "PROJECT_OWNER";

/** Rules of a project's owners: its members that have the role of that name. */
export interface ProjectOwners {
  /**
   * Makes users owners and others no longer, all or none; removals come first, and what is so already stays as it is.
   * Other roles that they have on the project stay. Fails with `projectNotFound`, `permissionLacking`,
   * `permissionOfOtherObject`, `projectMemberUserNotFound`.
   */
  change(caller: Caller, id: ProjectId, changes: ScopeRoleChanges): Promise<void>;
}

/** The rules of a project's owners. */
export const createProjectOwners = (dependencies: Dependencies): ProjectOwners => ({
  change: (caller, id, changes) =>
    runCommand(
      dependencies,
      {
        keys: [projectKey(id), ...new Set([...changes.add, ...changes.remove].map(userKey))],
        run: (tx) => {
          const rules = { role: projectOwnerRole, events: projectMemberEvents };
          return changeScopeRole(tx, caller, { type: "project", id }, rules, changes, dependencies.clock());
        },
      },
      { reference: "projectMemberUserNotFound" },
    ),
});
