import type { GroupGrantRow, ProjectId, UserGrantRow, UserId } from "../storage/contract/index.ts";
import type { Dependencies } from "./dependencies.ts";

/** Roles on a project: where a grant of any kind leads to. */
export type GrantedRoles = Pick<UserGrantRow | GroupGrantRow, "projectId" | "roleKeys">;

/** What users may do on projects, however they were given it. */
export interface EffectiveRoles {
  /**
   * The role keys of a user on each project where it has any: those of its active user grants, united with those of the
   * groups it is in. Both lie in any organization.
   */
  ofUser(userId: UserId): Promise<ReadonlyMap<ProjectId, readonly string[]>>;
}

/** The union of the roles of grants, by project. Keys stand in the order in which they first occur; none stands twice. */
export function uniteRoles(grants: readonly GrantedRoles[]): ReadonlyMap<ProjectId, readonly string[]> {
  const keysByProject = new Map<ProjectId, Set<string>>();
  for (const { projectId, roleKeys } of grants) {
    if (roleKeys.length === 0) continue;
    const keys = keysByProject.get(projectId) ?? new Set();
    for (const key of roleKeys) keys.add(key);
    keysByProject.set(projectId, keys);
  }
  return new Map([...keysByProject].map(([projectId, keys]) => [projectId, [...keys]]));
}

/** The reading of effective roles. */
export const createEffectiveRoles = ({ storage }: Dependencies): EffectiveRoles => ({
  async ofUser(userId) {
    const { groups, userGrants } = storage.reader;
    const direct = await userGrants.listAll([{ kind: "user", id: userId }]);
    const throughGroups = await groups.listGrants((await groups.listOfUser(userId)).map(({ id }) => id));
    return uniteRoles([...direct.filter(({ state }) => state === "active"), ...throughGroups]);
  },
});
