/** How many calls a budget has had in its window. A budget without a row had none. */
export interface CallCountRow {
  /** Name of the budget. */
  readonly budget: string;
  /** When its window began: with the first call in it. */
  readonly windowStartUs: number;
  readonly callCount: number;
}

/** Writes of call counts; each read of one may change it, so there are no reads outside commands. */
export interface CallCountWriter {
  /**
   * The counts of these budgets, in the given order, held until the command ends: another command that locks one of them
   * must wait, in this and in every other process, also where there is no row yet. A budget without a row must be given
   * with window start and count 0.
   */
  lock(budgets: readonly string[]): Promise<readonly CallCountRow[]>;
  /** Stores the counts of budgets that the command has locked. */
  set(rows: readonly CallCountRow[]): Promise<void>;
  /**
   * Removes the counts whose windows began first and before this time, at most `limit` of them. It must not wait for
   * commands of other processes: what they hold must be left out.
   */
  deleteBefore(windowStartUs: number, limit: number): Promise<void>;
}
