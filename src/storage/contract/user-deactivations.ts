import type { UserId } from "./ids.ts";

/** The day on which a user becomes inactive. */
export interface UserDeactivationRow {
  readonly userId: UserId;
  /** Such as `2030-01-31`, in UTC. */
  readonly day: string;
}

/** Reads of scheduled deactivations. */
export interface UserDeactivationReader {
  /** Those of these users that have one, by user. */
  findMany(userIds: readonly UserId[]): Promise<readonly UserDeactivationRow[]>;
  /** Those whose day is this one or an earlier one, the earliest first. */
  listDue(day: string, limit: number): Promise<readonly UserDeactivationRow[]>;
}

/** Writes of scheduled deactivations. They must go with their user. */
export interface UserDeactivationWriter extends UserDeactivationReader {
  /** Stores the day in place of the one before. A user that does not exist must fail with ConstraintError `reference`. */
  set(row: UserDeactivationRow): Promise<void>;
  /** Forgets the user's day. */
  delete(userId: UserId): Promise<void>;
}
