import type { Io } from "./io.ts";

/** A share of some work: how much is done, of how much. No total: it is not known. */
export interface WorkDone {
  /** What is being done, in a word or two. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
  /** What is counted. */
  readonly unit: "rows" | "bytes";
}

/** Tells a person how far some work is. */
export interface ProgressReport {
  update(work: WorkDone): void;
  /** Takes the bar away; what is said next begins a line. */
  end(): void;
}

/** A bar is drawn so often; without a terminal a line is written so seldom that a log of an hour can be read. */
const barEveryMs = 100;
const lineEveryMs = 5_000;
const barColumns = 24;

/** A report that is a bar where a person sees it, and else a line now and then. Both go to standard error. */
export function createProgressReport(io: Io, nowMs: () => number = () => performance.now()): ProgressReport {
  const everyMs = io.showStatus === undefined ? lineEveryMs : barEveryMs;
  const beganMs = new Map<string, number>();
  let toldMs = nowMs();
  return {
    update(work) {
      const now = nowMs();
      const startMs = beganMs.get(work.step) ?? now;
      beganMs.set(work.step, startMs);
      if (now - toldMs < everyMs) return;
      toldMs = now;
      const text = describeWork(work, now - startMs);
      if (io.showStatus === undefined) io.err(text);
      else io.showStatus(work.total > 0 ? `${renderBar(work)} ${text}` : text);
    },
    end() {
      io.showStatus?.("");
    },
  };
}

function renderBar({ done, total }: WorkDone): string {
  const filled = Math.round((barColumns * Math.min(done, total)) / total);
  return `[${"#".repeat(filled)}${".".repeat(barColumns - filled)}]`;
}

function describeWork({ step, done, total, unit }: WorkDone, elapsedMs: number): string {
  if (total <= 0) return step;
  const percent = Math.floor((100 * Math.min(done, total)) / total);
  const amount = unit === "rows" ? `, ${formatCount(done)} of ${formatCount(total)} rows` : "";
  const leftS = done > 0 ? Math.ceil((elapsedMs / done) * (total - done)) / 1_000 : 0;
  return `${step}: ${percent} %${amount}, ${Math.ceil(leftS)} s left`;
}

/** A whole number as people read it: `1,000,000`. */
export const formatCount = (count: number): string => count.toLocaleString("en-US");
