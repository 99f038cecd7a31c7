import type { UserId } from "./ids.ts";

/** The definition of a field that profiles have beside their fixed ones; its values are users' metadata under its name. */
export interface ProfileFieldRow {
  /** Key of the metadata; compared with regard to case. */
  readonly name: string;
  /** A number of its own, which interfaces show. */
  readonly number: number;
  readonly label: string;
  /** What kind of value it has, in the words of the interfaces that show it. */
  readonly type: string;
  readonly isRequired: boolean;
  /** Whether no two users of the instance may have the same value. */
  readonly isUnique: boolean;
  readonly isVisible: boolean;
  /** Fields are shown in ascending order of this. */
  readonly orderPriority: number;
}

/** A value of a unique field. */
export interface ProfileFieldValue {
  readonly field: string;
  /** In the form that is compared. */
  readonly value: string;
}

/** Reads of profile fields. */
export interface ProfileFieldReader {
  /** Every definition, by order priority and name. */
  list(): Promise<readonly ProfileFieldRow[]>;
  /** Who has this value of a unique field. */
  findOwner(value: ProfileFieldValue): Promise<UserId | undefined>;
}

/** Writes of profile fields. */
export interface ProfileFieldWriter extends ProfileFieldReader {
  /** Stores a definition in place of the one with the same name. A number that another has must fail with ConstraintError `profile-field`. */
  set(row: ProfileFieldRow): Promise<void>;
  /** Removes a definition and what is known of its values; metadata must stay. */
  delete(name: string): Promise<void>;
  /**
   * Makes values of unique fields the user's, one for each field, in place of those it had. A value that is another
   * user's must fail with ConstraintError `profile-field-value`, a user that does not exist with ConstraintError
   * `reference`.
   */
  claim(userId: UserId, values: readonly ProfileFieldValue[]): Promise<void>;
  /** Takes the user's values of these fields away. */
  release(userId: UserId, fields: readonly string[]): Promise<void>;
}
