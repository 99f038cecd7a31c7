import { describe, expect, it } from "vitest";
import { createProgressReport, formatCount } from "./progress-report.ts";

/** A terminal, or none, with a clock that is set by hand. */
function createTerminal(seesStatus: boolean) {
  const said: string[] = [];
  const statuses: string[] = [];
  const io = {
    out: () => {},
    err: (line: string) => said.push(line),
    isTerminal: false,
    ...(seesStatus && { showStatus: (text: string) => statuses.push(text) }),
  };
  let now = 0;
  const report = createProgressReport(io, () => now);
  return {
    said,
    statuses,
    report,
    at(ms: number, done: number) {
      now = ms;
      report.update({ step: "import", done, total: 2_000, unit: "rows" });
    },
  };
}

describe("createProgressReport()", () => {
  it("draws a bar on a terminal, ten times a second, and takes it away", () => {
    const { at, report, said, statuses } = createTerminal(true);
    at(0, 0);
    at(50, 100);
    at(1_000, 500);
    at(1_050, 600);
    report.end();
    expect(statuses).toEqual(["[######..................] import: 25 %, 500 of 2,000 rows, 3 s left", ""]);
    expect(said).toEqual([]);
  });

  it("writes a line every five seconds elsewhere", () => {
    const { at, report, said } = createTerminal(false);
    at(0, 0);
    at(4_999, 900);
    at(5_000, 1_000);
    at(9_000, 1_900);
    report.end();
    expect(said).toEqual(["import: 50 %, 1,000 of 2,000 rows, 5 s left"]);
  });
});

describe("formatCount()", () => {
  it("sets thousands apart", () => expect(formatCount(1_234_567)).toBe("1,234,567"));
});
