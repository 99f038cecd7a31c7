import type { Lab } from "../lab.ts";
import type { FigureName, RatioName } from "../names.ts";

/** One comparison: what is started together and measured in turns. */
export interface BenchCase {
  /** What `--case` calls it. */
  readonly name: string;
  /** One line for the table. */
  readonly title: string;
  /** Starts what is compared. */
  prepare(lab: Lab): Promise<PreparedCase>;
}

/** A case whose servers run. */
export interface PreparedCase {
  readonly contestants: readonly Contestant[];
  /** The ratios that are promised, each from what one round measured. */
  readonly ratios: Readonly<Partial<Record<RatioName, (of: (figure: FigureName) => number) => number>>>;
  /** Makes a real call with a real client to each server; rejects when an answer is wrong. Called before and after. */
  verify(): Promise<void>;
}

/** What is measured in turn with others. */
export interface Contestant {
  readonly figure: FigureName;
  readonly unit: Unit;
  /** Whether it is ours, which a profile is made of, and not a peer. */
  readonly isUnderTest: boolean;
  /** Measures once. */
  measure(): Promise<number>;
}

/** What a figure counts. */
export type Unit = "calls/s" | "cycles/s" | "ms" | "µs" | "MB";
