import type { GroupId, OrgId, ProjectGrantId, ProjectId, UserId } from "./ids.ts";
import type { AggregateUpdate } from "./projects.ts";
import type { AggregateDetails, Page, PageOf, RecordDetails } from "./record.ts";
import type { OrgScope, Scope } from "./scope.ts";
import type { TextMatch, UserRow } from "./users.ts";

/** What of a group can be replaced. */
export interface GroupSettings {
  readonly name: string;
  readonly description: string;
  /** Most members; `undefined` = no limit. */
  readonly memberLimit: number | undefined;
  /** What kind of group it is, in the words of the interfaces that have such kinds; absent = none. */
  readonly type?: string;
}

/** A named set of users of an organization. */
export interface GroupRow extends AggregateDetails, GroupSettings {
  readonly id: GroupId;
  readonly orgId: OrgId;
}

/** A user in a group. */
export interface GroupMemberRow extends RecordDetails {
  readonly groupId: GroupId;
  readonly userId: UserId;
}

/** A group's member with what lists show. */
export interface GroupMemberView extends GroupMemberRow {
  readonly user: UserRow;
}

/** A group that a user is in. */
export interface GroupOfUser {
  readonly userId: UserId;
  readonly group: GroupRow;
}

/** A condition on groups. */
export type GroupFilter =
  | { readonly kind: "name"; readonly match: TextMatch }
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  /** Has this user as a member. */
  | { readonly kind: "member"; readonly id: UserId }
  /** Is granted this very role of the project; any role of it, when there is no key. */
  | { readonly kind: "granted"; readonly projectId: ProjectId; readonly roleKey: string | undefined };

/** Roles of a project that every member of a group has. */
export interface GroupGrantRow extends RecordDetails {
  readonly groupId: GroupId;
  readonly projectId: ProjectId;
  readonly projectGrantId: ProjectGrantId | undefined;
  readonly roleKeys: readonly string[];
}

/** Which of what groups are granted on a project to list. */
export interface GroupGrantQuery {
  readonly projectId: ProjectId;
  /** Only what comes from this project grant; `undefined` = all. */
  readonly projectGrantId: ProjectGrantId | undefined;
  /** Only what carries this very key; `undefined` = all. */
  readonly roleKey: string | undefined;
}

/** Reads of groups. */
export interface GroupReader {
  /** The group; `undefined` when there is none with this id in the scope. */
  find(scope: Scope, id: GroupId): Promise<GroupRow | undefined>;
  /** The groups of the organization that have one of these names, case aside, by id. */
  findByNames(scope: OrgScope, names: readonly string[]): Promise<readonly GroupRow[]>;
  /** One page of the groups for which all filters hold, by id. */
  list(scope: Scope, filters: readonly GroupFilter[], page: Page): Promise<PageOf<GroupRow>>;
  /** One page of the group's members with their users, by user id. */
  listMembers(id: GroupId, page: Page): Promise<PageOf<GroupMemberView>>;
  /** Those of these users that are members of the group, by user id. */
  findMembers(id: GroupId, userIds: readonly UserId[]): Promise<readonly GroupMemberRow[]>;
  /** How many members these groups have; a group without members, or that is not there, is missing. */
  countMembers(scope: Scope, ids: readonly GroupId[]): Promise<ReadonlyMap<GroupId, number>>;
  /** The groups a user is in, by id. */
  listOfUser(userId: UserId): Promise<readonly GroupRow[]>;
  /** The groups of the scope that these users are in, by user and group. */
  listOfUsers(scope: Scope, userIds: readonly UserId[]): Promise<readonly GroupOfUser[]>;
  /** What the groups are granted, by group and project. */
  listGrants(ids: readonly GroupId[]): Promise<readonly GroupGrantRow[]>;
  /** What any group is granted on a project, by group: for commands that take roles away, which must see all. */
  listGrantsOnProject(query: GroupGrantQuery): Promise<readonly GroupGrantRow[]>;
}

/** Writes of groups. */
export interface GroupWriter extends GroupReader {
  /** The group, held until the command ends. */
  lock(scope: Scope, id: GroupId): Promise<GroupRow | undefined>;
  /** Stores a new group. A name that another of the organization has, case aside, must fail with ConstraintError `group-name`. */
  insert(row: GroupRow): Promise<void>;
  /** Replaces the settings. A name that is taken must fail with ConstraintError `group-name`. */
  update(id: GroupId, settings: GroupSettings, update: AggregateUpdate): Promise<void>;
  /** Raises the aggregate's last sequence; the group's own sequence and change time must stay as they are. */
  setLastSequence(id: GroupId, lastSequence: number): Promise<void>;
  /** Removes the group with its members, grants and memberships; events must stay. */
  delete(id: GroupId): Promise<void>;
  /**
   * Adds members; those that are in already must stay as they are. A user or group that does not exist must fail with
   * ConstraintError `reference`.
   */
  insertMembers(rows: readonly GroupMemberRow[]): Promise<void>;
  /** Removes members. */
  deleteMembers(id: GroupId, userIds: readonly UserId[]): Promise<void>;
  /**
   * Stores what a group is granted on a project, in place of what it was; no role keys removes it. A group, project or
   * project grant that does not exist must fail with ConstraintError `reference`.
   */
  setGrant(row: GroupGrantRow): Promise<void>;
}
