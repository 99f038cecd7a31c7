import type { OrgId, ProjectId } from "./ids.ts";
import type { Page, PageOf, RecordDetails } from "./record.ts";
import type { TextMatch } from "./users.ts";

/** A role that a project defines. */
export interface ProjectRoleRow extends RecordDetails {
  readonly projectId: ProjectId;
  /** Unique in the project without regard to case; compared with regard to case. */
  readonly key: string;
  readonly displayName: string;
  readonly group: string;
}

/** Which roles to list. */
export interface ProjectRoleListQuery {
  readonly projectId: ProjectId;
  /** Only these keys; `undefined` = all. What a project grant lends is such a list. */
  readonly onlyKeys: readonly string[] | undefined;
  /** All must hold for the key. */
  readonly keys: readonly TextMatch[];
  /** All must hold for the display name. */
  readonly displayNames: readonly TextMatch[];
  readonly page: Page;
}

/** A role with the name of its project. */
export interface ProjectRoleView extends ProjectRoleRow {
  readonly projectName: string;
}

/** Reads of project roles. */
export interface ProjectRoleReader {
  /** The roles among these keys that exist, by key. */
  findMany(projectId: ProjectId, keys: readonly string[]): Promise<readonly ProjectRoleRow[]>;
  /** The roles of this organization's projects whose key or display name is this, case aside, by project and key. */
  listNamed(orgId: OrgId, name: string): Promise<readonly ProjectRoleView[]>;
  /** One page of the roles that match, by key. */
  list(query: ProjectRoleListQuery): Promise<PageOf<ProjectRoleRow>>;
}

/** Writes of project roles. */
export interface ProjectRoleWriter extends ProjectRoleReader {
  /**
   * Stores new roles. A key that is another's, case aside, must fail with ConstraintError `project-role`; a project that
   * does not exist with ConstraintError `reference`.
   */
  insert(rows: readonly ProjectRoleRow[]): Promise<void>;
  /** Replaces display name and group, sequence and change time. */
  update(row: ProjectRoleRow): Promise<void>;
  /**
   * Removes one role with the memberships on it; grants that carry its key must stay as they are, which is the command's
   * to change.
   */
  delete(projectId: ProjectId, key: string): Promise<void>;
}
