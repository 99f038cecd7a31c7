import type { OrgId, ProjectGrantId, ProjectId } from "./ids.ts";
import type { Page, PageOf, RecordDetails } from "./record.ts";
import type { TextMatch } from "./users.ts";

/** State of a project grant or user grant. */
export type GrantState = "active" | "inactive";

/** Roles of a project lent to another organization. Its history is the project's. */
export interface ProjectGrantRow extends RecordDetails {
  readonly id: ProjectGrantId;
  readonly projectId: ProjectId;
  /** Organization of the project. */
  readonly orgId: OrgId;
  readonly grantedOrgId: OrgId;
  readonly state: GrantState;
  /** In the order they were given. */
  readonly roleKeys: readonly string[];
}

/** A project grant with the names that lists show. */
export interface ProjectGrantView extends ProjectGrantRow {
  readonly projectName: string;
  readonly orgName: string;
  readonly grantedOrgName: string;
}

/** A condition on project grants. */
export type ProjectGrantFilter =
  | { readonly kind: "project"; readonly id: ProjectId }
  /** Organization of the project. */
  | { readonly kind: "owner"; readonly id: OrgId }
  | { readonly kind: "granted-org"; readonly id: OrgId }
  | { readonly kind: "project-name"; readonly match: TextMatch }
  /** Carries this very key. */
  | { readonly kind: "role"; readonly key: string };

/** Reads of project grants. */
export interface ProjectGrantReader {
  /** The grant with the names around it; `undefined` when there is none. */
  find(id: ProjectGrantId): Promise<ProjectGrantView | undefined>;
  /** One page of the grants for which all filters hold, by id. */
  list(filters: readonly ProjectGrantFilter[], page: Page): Promise<PageOf<ProjectGrantView>>;
  /** Every grant for which all filters hold, by id: for commands, which must see all. */
  listAll(filters: readonly ProjectGrantFilter[]): Promise<readonly ProjectGrantView[]>;
}

/** Writes of project grants. */
export interface ProjectGrantWriter extends ProjectGrantReader {
  /**
   * Stores a new grant. A second one of the same project to the same organization must fail with ConstraintError
   * `project-grant`; a project or organization that does not exist with ConstraintError `reference`.
   */
  insert(row: ProjectGrantRow): Promise<void>;
  /** Replaces role keys, state, sequence and change time. */
  update(row: ProjectGrantRow): Promise<void>;
  /** Removes the grant with its user grants, what groups are granted of it, and the memberships on it; events must stay. */
  delete(id: ProjectGrantId): Promise<void>;
}
