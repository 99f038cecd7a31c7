import type { OrgId, ProjectId } from "./ids.ts";

/**
 * Who has a role of a project by what an organization gave: by an active user grant of their own, or through a group of
 * the organization that is granted it.
 */
export interface RoleHolding {
  readonly projectId: ProjectId;
  /** This very key; `undefined` = any role of the project. */
  readonly roleKey: string | undefined;
  /** Organization that gave the user grant, or whose group it is. */
  readonly orgId: OrgId;
  /** Which of the two ways count. */
  readonly through: "user-grants" | "groups" | "any";
}

/** How many users hold a role by user grants of their own, each counted once. */
export interface RoleHolderCount {
  readonly projectId: ProjectId;
  /** `undefined`: any role of the project. */
  readonly roleKey: string | undefined;
  readonly userCount: number;
}

/** Counts of the users who hold roles; a list of them is a list of users with the filter `role`. */
export interface RoleHolderReader {
  /**
   * For each of these projects, and each role of it that anyone holds by a user grant, how many do by those that the
   * organization gave; by project and key, the project as a whole first. What nobody holds so is missing.
   */
  count(orgId: OrgId, projectIds: readonly ProjectId[]): Promise<readonly RoleHolderCount[]>;
}
