import type { UserId } from "./contract/ids.ts";

/** What a column holds and a parameter may be. Flags are 0 and 1, so that both engines bind and answer the same. */
export type SqlValue = string | number | null;

/** One statement, ready to run on either engine. */
export interface Query<Row = unknown> {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Whether the text is one of a fixed few, to be kept prepared for good. Texts that depend on a filter are not. */
  readonly isFixed: boolean;
  /** Whether it changes rows. A lock on a row is no change: there is nothing to undo. Answers no rows then. */
  readonly isWrite: boolean;
  /** How it and others of its text may be sent as one statement. Default: not at all. */
  readonly merge?: Merge;
  /** Never set; it only carries the type of the rows. */
  readonly rowType?: Row;
}

/**
 * How statements of one text become one. `width` is the number of parameters that a row has.
 *
 * - `select`: of one row at most, as rows of one statement have no order.
 * - `update`: `update ... set ... where`, of the row that the parameter at `key` names alone.
 * - `insert`: `head values (...), (...) tail`.
 */
export type Merge =
  | { readonly kind: "select"; readonly width: number }
  | { readonly kind: "update"; readonly width: number; readonly key: number }
  | { readonly kind: "insert"; readonly width: number; readonly head: string; readonly tail: string };

/** What the queries need of an engine. */
export interface Connection {
  /** The rows that the statement answers; errors are the contract's. */
  run<Row>(query: Query<Row>): Promise<readonly Row[]>;
  /** The same at once, where the engine answers while the thread waits. */
  runNow?<Row>(query: Query<Row>): readonly Row[];
}

/** What the writers of a transaction need of an engine. */
export interface WriteConnection extends Connection {
  /**
   * Says that the command changes the access of this user, or of everybody: what AccessChanges tells of must say so,
   * and nothing else may.
   */
  markAccessChange(of: UserId | "everybody"): void;
}
