import type { GroupId, OrgId, ProjectGrantId, ProjectId, UserId } from "./ids.ts";
import type { AggregateUpdate } from "./projects.ts";
import type { AggregateDetails, Page, PageOf, RecordDetails } from "./record.ts";
import type { Scope } from "./scope.ts";
import type { TextMatch } from "./users.ts";

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
  /** One page of the groups whose name fits all matches, by id. */
  list(scope: Scope, names: readonly TextMatch[], page: Page): Promise<PageOf<GroupRow>>;
  /** The group's members, by user id. */
  listMembers(id: GroupId, page: Page): Promise<PageOf<GroupMemberRow>>;
  /** The groups a user is in, by id. */
  listOfUser(userId: UserId): Promise<readonly GroupRow[]>;
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
