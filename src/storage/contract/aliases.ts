/**
 * What a numeric alias stands for.
 *
 * - A user, organization, group or project by its id.
 * - A project's role by the project's id and its key.
 * - Whatever an interface shows as an object of its own, without one in the directory, by a text that the interface
 *   makes up and must never make up for anything else.
 */
export type AliasKind = "user" | "org" | "group" | "project" | "project-role" | "synthetic";

/** The object that a numeric alias stands for. */
export interface AliasRow {
  /** From 1 to 2,147,483,647. */
  readonly alias: number;
  readonly kind: AliasKind;
  /** The object's id, or the text that stands for it. */
  readonly key: string;
}

/** Reads of numeric aliases. */
export interface AliasReader {
  /** The aliases of those of these objects that have one, by alias. */
  findMany(kind: AliasKind, keys: readonly string[]): Promise<readonly AliasRow[]>;
  /** What those of these aliases stand for that were given to an object of the kind, by alias. */
  findByAlias(kind: AliasKind, aliases: readonly number[]): Promise<readonly AliasRow[]>;
}

/** Writes of numeric aliases. There is no removal: an alias is for good. */
export interface AliasWriter extends AliasReader {
  /**
   * The aliases of these objects, by alias; those that had none get one.
   *
   * - An alias must stand for one object only, of whatever kind, now and ever: also when the object is gone, and however
   *   many commands of however many processes give aliases at the same time.
   * - Nothing is asked of the objects: they need not exist.
   */
  ensure(kind: AliasKind, keys: readonly string[]): Promise<readonly AliasRow[]>;
}
