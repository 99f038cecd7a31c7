import type { FinishStep } from "../storage/transfer/index.ts";

/** How far an export or an import is. */
export interface Progress {
  /** What is being done: reading the file through, writing rows, making an index. */
  readonly step: "check" | "export" | "import" | FinishStep;
  /** Bytes of the file in `check`, rows in `export` and `import`, nothing otherwise. */
  readonly done: number;
  readonly total: number;
}

/** Told now and then; must not throw. */
export type OnProgress = (progress: Progress) => void;
