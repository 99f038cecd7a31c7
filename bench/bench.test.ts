import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { projectFolder } from "../test/support/built-program.ts";
import { ratioTargets } from "./names.ts";

const folder = mkdtempSync(join(tmpdir(), "roster-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the bench as `npm run bench` does. */
const runBench = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, ["scripts/run-ts.mjs", "bench/main.ts", ...args], { cwd: projectFolder });

describe("npm run bench", () => {
  it("measures a case that is chosen, prints a table, and writes the report", async () => {
    const file = join(folder, "report.json");
    const args = ["--case", "durable-sqlite", "--rounds", "1", "--seconds", "0.2", "--json", file];
    const { stdout } = await runBench(...args);
    const report: unknown = JSON.parse(readFileSync(file, "utf8"));
    const figure = { median: expect.any(Number), unit: "calls/s", runs: [expect.any(Number)] };
    expect(report).toEqual({
      commit: expect.stringMatching(/^([0-9a-f]{40}(-dirty)?|unknown)$/),
      node: process.version,
      cpu: expect.stringMatching(/, \d+ cores$/),
      figures: { "durable-sqlite/roster": figure, "durable-sqlite/at-once": figure },
      ratios: { "durable-sqlite/grpc": expect.any(Number) },
      cyclesPerSecond: null,
      restartMs: null,
      idleRssMb: null,
    });
    expect(report).toMatchObject({ figures: { "durable-sqlite/roster": { median: expect.toSatisfy((n) => n > 0) } } });
    expect(stdout).toMatch(/durable-sqlite\/roster +[\d.,]+ calls\/s/);
    expect(stdout).toMatch(/durable-sqlite\/grpc +[\d.]+ times +must reach 0\.60: (yes|NO)/);
  }, 90_000);

  it("moves a directory with exact counts and within the memory that is promised", async () => {
    const { stdout } = await runBench("transfer", "--users", "20000");
    // A user has one event; the administrator, who is one of the users, and what the start makes have the others.
    const [exported, imported] = ["export", "import"].map((name) =>
      new RegExp(`^${name}  ([\\d,]+) rows  [\\d.]+ s  (\\d+) MB at most$`, "m").exec(stdout),
    );
    expect(exported?.[1]).toMatch(/^40,0\d\d$/);
    expect(imported?.[1]).toBe(exported?.[1]);
    for (const run of [exported, imported]) expect(Number(run?.[2])).toBeGreaterThan(30);
    for (const run of [exported, imported]) expect(Number(run?.[2])).toBeLessThan(300);
  }, 90_000);

  it("names the cases that there are when one is asked for that there is not", () =>
    expect(runBench("--case", "gprc")).rejects.toThrow(/there is no case gprc; there are grpc, json, durable-sqlite/));

  it("has every ratio that is promised in its table", () => {
    const readme = readFileSync(join(projectFolder, "bench", "README.md"), "utf8");
    for (const name of Object.keys(ratioTargets)) expect(readme).toContain(`| \`${name}\` |`);
  });
});
