import type { OnProgress } from "../transfer/progress.ts";
import type { Io } from "./io.ts";
import { createProgressReport, formatCount } from "./progress-report.ts";

/** Tells a person how an export or an import goes. */
export interface TransferReport {
  readonly onProgress: OnProgress;
  /** What was done: the rows of each table, and in all, with the time. */
  finish(counts: Readonly<Record<string, number>>, done: string): void;
  /** Nothing more is told. */
  end(): void;
}

/** A report of an export or an import, on standard error. */
export function createTransferReport(io: Io): TransferReport {
  const startMs = performance.now();
  const report = createProgressReport(io);
  return {
    onProgress: ({ step, done, total }) =>
      report.update({ step, done, total, unit: step === "check" ? "bytes" : "rows" }),
    finish(counts, done) {
      report.end();
      const present = Object.entries(counts).filter(([, count]) => count > 0);
      const width = Math.max(...present.map(([table]) => table.length));
      for (const [table, count] of present) io.err(`${table.padEnd(width)}  ${formatCount(count)}`);
      const total = present.reduce((sum, [, count]) => sum + count, 0);
      const seconds = (performance.now() - startMs) / 1_000;
      const rate = formatCount(Math.round(total / Math.max(seconds, 0.001)));
      io.err(`${done}: ${formatCount(total)} rows in ${seconds.toFixed(1)} s, ${rate} a second.`);
    },
    end: () => report.end(),
  };
}
