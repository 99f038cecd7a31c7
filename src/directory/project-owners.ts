import type { ProjectId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { assertPermittedOn } from "./permissions.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
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
        async run(tx) {
          const project = await tx.projects.lock(scopeOf(caller), id);
          if (project === undefined) throw new DomainError("projectNotFound");
          assertPermittedOn(caller.permissions, "project.member.write", [id]);
          const home = { scope: { type: "project", id }, ...projectOccasion(project) } as const;
          const rules = { role: projectOwnerRole, events: projectMemberEvents };
          const sequence = await changeScopeRole(tx, caller, home, rules, changes, dependencies.clock());
          if (sequence > project.lastSequence) await tx.projects.setLastSequence(id, sequence);
        },
      },
      { reference: "projectMemberUserNotFound" },
    ),
});
