import type { OrgId, ProjectId } from "./ids.ts";
import type { AggregateDetails, Page, PageOf } from "./record.ts";
import type { Scope } from "./scope.ts";
import type { TextMatch } from "./users.ts";

/** State of a project. */
export type ProjectState = "active" | "inactive";

/** Whose branding a login for the project shows. Kept for ZITADEL's clients; Roster shows no logins. */
export type PrivateLabelingSetting = "unspecified" | "enforce-project-owner" | "allow-login-user-owner";

/** What of a project UpdateProject replaces. */
export interface ProjectSettings {
  readonly name: string;
  readonly isRoleAsserted: boolean;
  readonly isRoleChecked: boolean;
  readonly isProjectChecked: boolean;
  readonly privateLabelingSetting: PrivateLabelingSetting;
}

/** A project. */
export interface ProjectRow extends AggregateDetails, ProjectSettings {
  readonly id: ProjectId;
  readonly orgId: OrgId;
  readonly state: ProjectState;
}

/** Which projects to list. */
export interface ProjectListQuery {
  readonly scope: Scope;
  /** All must hold for the name. */
  readonly names: readonly TextMatch[];
  /** Only these projects; `undefined` = all of the scope. */
  readonly ids: readonly string[] | undefined;
  readonly page: Page;
}

/** Reads of projects. */
export interface ProjectReader {
  /** The project; `undefined` when there is none with this id in the scope. */
  find(scope: Scope, id: ProjectId): Promise<ProjectRow | undefined>;
  /** One page of the projects that match, by id. */
  list(query: ProjectListQuery): Promise<PageOf<ProjectRow>>;
}

/** What an event on an aggregate's own row leaves on it. */
export interface AggregateUpdate {
  /** Becomes both the row's sequence and the aggregate's last sequence. */
  readonly sequence: number;
  readonly changeTimeUs: number;
}

/** Writes of projects. */
export interface ProjectWriter extends ProjectReader {
  /** The project, held until the command ends: another command on it must wait, in this and in every other process. */
  lock(scope: Scope, id: ProjectId): Promise<ProjectRow | undefined>;
  /**
   * Stores a new project. A name that differs only by case from another project's of the same organization must fail
   * with ConstraintError `project-name`; an organization that does not exist with ConstraintError `reference`.
   */
  insert(row: ProjectRow): Promise<void>;
  /** Replaces settings and state. A name that is taken must fail with ConstraintError `project-name`. */
  update(
    id: ProjectId,
    fields: ProjectSettings & { readonly state: ProjectState },
    update: AggregateUpdate,
  ): Promise<void>;
  /** Raises the aggregate's last sequence; the project's own sequence and change time must stay as they are. */
  setLastSequence(id: ProjectId, lastSequence: number): Promise<void>;
  /**
   * Removes the project with its roles, grants, user grants, what groups are granted on it, and the memberships on it,
   * on its roles and on its grants; events must stay.
   */
  delete(id: ProjectId): Promise<void>;
}
