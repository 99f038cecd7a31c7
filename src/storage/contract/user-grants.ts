import type { OrgId, ProjectGrantId, ProjectId, UserGrantId, UserId } from "./ids.ts";
import type { GrantState } from "./project-grants.ts";
import type { AggregateUpdate } from "./projects.ts";
import type { AggregateDetails, Page, PageOf } from "./record.ts";
import type { TextMatch, UserRow, UserTextField } from "./users.ts";

/** Roles of a user on a project, owned by the organization that gave them. An aggregate of its own. */
export interface UserGrantRow extends AggregateDetails {
  readonly id: UserGrantId;
  /** Organization that gave the roles: the project's own, or one the project is granted to. */
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly projectId: ProjectId;
  /** The project grant the roles come from; `undefined` when the organization owns the project. */
  readonly projectGrantId: ProjectGrantId | undefined;
  readonly state: GrantState;
  /** In the order they were given. */
  readonly roleKeys: readonly string[];
}

/** A user grant with what lists show around it. */
export interface UserGrantView extends UserGrantRow {
  readonly user: UserRow;
  readonly orgName: string;
  readonly orgPrimaryDomain: string;
  readonly projectName: string;
  /** Organization of the project. */
  readonly projectOrgId: OrgId;
}

/** A condition on user grants. */
export type UserGrantFilter =
  /** Given by this organization. */
  | { readonly kind: "owner"; readonly id: OrgId }
  /** Given by this organization, or on a project of it. */
  | { readonly kind: "owner-or-project-owner"; readonly id: OrgId }
  | { readonly kind: "user"; readonly id: UserId }
  | { readonly kind: "users"; readonly ids: readonly string[] }
  /** To a user of this organization. */
  | { readonly kind: "user-owner"; readonly id: OrgId }
  | { readonly kind: "project"; readonly id: ProjectId }
  | { readonly kind: "projects"; readonly ids: readonly string[] }
  | { readonly kind: "project-grant"; readonly id: ProjectGrantId }
  /** Carries this very key. */
  | { readonly kind: "role"; readonly key: string }
  | { readonly kind: "user-text"; readonly field: UserTextField; readonly match: TextMatch }
  | { readonly kind: "user-type"; readonly type: "human" | "machine" }
  | { readonly kind: "org-name"; readonly match: TextMatch }
  /** On the primary domain of the organization that gave the roles. */
  | { readonly kind: "org-domain"; readonly match: TextMatch }
  | { readonly kind: "project-name"; readonly match: TextMatch };

/** Reads of user grants. */
export interface UserGrantReader {
  /** The grant; `undefined` when there is none. */
  find(id: UserGrantId): Promise<UserGrantView | undefined>;
  /** One page of the grants for which all filters hold, by id. */
  list(filters: readonly UserGrantFilter[], page: Page): Promise<PageOf<UserGrantView>>;
  /** Every grant for which all filters hold, by id: for commands, which must see all. */
  listAll(filters: readonly UserGrantFilter[]): Promise<readonly UserGrantRow[]>;
}

/** Writes of user grants. */
export interface UserGrantWriter extends UserGrantReader {
  /** The grant, held until the command ends. */
  lock(id: UserGrantId): Promise<UserGrantRow | undefined>;
  /**
   * The grants among these ids that exist, by id, held until the command ends. They must be taken one after another by
   * id, so that two commands which hold some of the same cannot wait for each other.
   */
  lockAll(ids: readonly UserGrantId[]): Promise<readonly UserGrantRow[]>;
  /**
   * Stores new grants in as few statements as the engine allows. A second one of the same organization, user, project
   * and project grant must fail with ConstraintError `user-grant`; a user, project or project grant that does not exist
   * with ConstraintError `reference`.
   */
  insert(...rows: readonly UserGrantRow[]): Promise<void>;
  /** Replaces role keys and state of these grants, each with its own sequence, in as few statements as the engine allows. */
  update(
    changes: readonly {
      readonly id: UserGrantId;
      readonly roleKeys: readonly string[];
      readonly state: GrantState;
      readonly update: AggregateUpdate;
    }[],
  ): Promise<void>;
  /** Removes these grants; their events must stay. */
  delete(ids: readonly UserGrantId[]): Promise<void>;
}
