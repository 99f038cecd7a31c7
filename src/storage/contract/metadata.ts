import type { OrgId, UserId } from "./ids.ts";
import type { Page, PageOf, RecordDetails } from "./record.ts";
import type { TextMatch } from "./users.ts";

/** Whose metadata. */
export type MetadataOwner =
  | { readonly type: "user"; readonly id: UserId }
  | { readonly type: "org"; readonly id: OrgId };

/** One key with its value. */
export interface MetadataRow extends RecordDetails {
  readonly owner: MetadataOwner;
  /** Compared with regard to case. */
  readonly key: string;
  readonly value: Uint8Array;
}

/** Which entries to list. */
export interface MetadataListQuery {
  readonly owner: MetadataOwner;
  /** All must hold for the key. */
  readonly keys: readonly TextMatch[];
  readonly page: Page;
}

/** Reads of metadata. */
export interface MetadataReader {
  /** The entries among these keys that exist, by key. */
  findMany(owner: MetadataOwner, keys: readonly string[]): Promise<readonly MetadataRow[]>;
  /** Entries of these users, or of all when `undefined`, under these keys, by user and key. */
  listOfUsers(ids: readonly UserId[] | undefined, keys: readonly string[]): Promise<readonly MetadataRow[]>;
  /** One page of the entries that match, by key. */
  list(query: MetadataListQuery): Promise<PageOf<MetadataRow>>;
}

/** Writes of metadata. */
export interface MetadataWriter extends MetadataReader {
  /**
   * Stores entries in place of those with the same keys; a creation time that is stored already must stay.
   * - Of rows with the same owner and key the last must count.
   * - An owner that does not exist must fail with ConstraintError `reference`.
   */
  set(rows: readonly MetadataRow[]): Promise<void>;
  /** Removes the entries with these keys. */
  delete(owner: MetadataOwner, keys: readonly string[]): Promise<void>;
}
