import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnvironment } from "../../src/config/read-environment.ts";
import { settings } from "../../src/config/settings.ts";
import { builtProgram, projectFolder } from "../support/built-program.ts";
import { printFact } from "../support/loud.ts";
import { useProcesses } from "../support/process.ts";
import { findTool } from "../support/tools.ts";

const processes = useProcesses();
const file = join(projectFolder, "deploy/roster.service");
const unit = readFileSync(file, "utf8");
const analyze = findTool("systemd-analyze", "the check of deploy/roster.service");
const strace = findTool("strace", "the check of the service's system calls");

/** What systemd calls exposure, in tenths, from 0 for none: 20 is where it says "OK" and asks for no more. */
const maxExposureTenths = 20;

const valuesOf = (name: string): readonly string[] =>
  unit.split("\n").flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));

/** The calls of a filter, the groups in it resolved. */
function resolveCalls(analyzer: string, groups: readonly string[]): Set<string> {
  const calls = new Set<string>();
  for (const group of groups) {
    const listed = execFileSync(analyzer, ["syscall-filter", group], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const entries = listed
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
    for (const entry of entries) {
      if (entry.startsWith("@")) for (const call of resolveCalls(analyzer, [entry])) calls.add(call);
      else if (/^[a-z]/.test(entry)) calls.add(entry);
    }
  }
  return calls;
}

describe("deploy/roster.service", () => {
  it.skipIf(analyze === undefined)("is a unit that systemd takes, without a warning", () => {
    if (analyze === undefined) return;
    const { status, stdout, stderr } = spawnSync(analyze, ["verify", file], { encoding: "utf8" });
    // Where the service's Node is, is the machine's affair.
    const complaints = `${stdout}${stderr}`
      .split("\n")
      .filter((line) => /roster/.test(line) && !/not executable/.test(line));
    expect(complaints).toEqual([]);
    if (status !== 0) expect(stderr).toMatch(/\/usr\/bin\/node is not executable/);
  });

  it.skipIf(analyze === undefined)("keeps the service from almost everything", () => {
    if (analyze === undefined) return;
    const args = ["security", "--offline=yes", `--threshold=${maxExposureTenths}`, "--no-pager", file];
    const { status, stdout } = spawnSync(analyze, args, { encoding: "utf8" });
    printFact(stdout.split("\n").find((line) => line.includes("Overall exposure")) ?? "no figure");
    expect(status).toBe(0);
  });

  it("sets variables that there are", () => {
    const pairs = valuesOf("Environment").flatMap((value) => value.split(" "));
    expect(readEnvironment(settings, Object.fromEntries(pairs.map((pair) => pair.split("=")))).problems).toEqual([]);
  });

  it("gives the server more time to stop than the server gives its calls", () => {
    const [seconds] = valuesOf("TimeoutStopSec").map(Number);
    expect(Number(seconds) * 1000).toBeGreaterThanOrEqual(2 * settings.shutdownGraceMs.default);
  });

  it("leaves memory executable, which V8 needs", () => {
    expect(valuesOf("MemoryDenyWriteExecute")).toEqual([]);
  });

  it.skipIf(analyze === undefined || strace === undefined)(
    "allows every system call that a server makes",
    { timeout: 90_000 },
    async () => {
      if (analyze === undefined || strace === undefined) return;
      const folder = processes.folder();
      const readyFile = join(folder, "ready.json");
      const flags = ["--data", join(folder, "data"), "--port", "0", "--ready-file", readyFile];
      const log = join(folder, "calls");
      const args = ["-f", "-qq", "-o", log, process.execPath, builtProgram(), "serve", ...flags];
      const traced = processes.start(strace, args);
      const { url, adminToken, pid } = await processes.whenReady(traced, readyFile);
      const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
      const human = {
        userName: "a",
        password: "Secret-12",
        profile: { firstName: "A", lastName: "B" },
        email: { email: "a@example.com" },
      };
      const added = await fetch(`${url}/management/v1/users/human/_import`, {
        method: "POST",
        headers,
        body: JSON.stringify(human),
      });
      expect(added.status).toBe(200);
      process.kill(pid, "SIGTERM");
      expect(await traced.exited).toEqual({ code: 0, signal: null });

      const filters = valuesOf("SystemCallFilter");
      const groups = (isDenied: boolean) =>
        filters
          .filter((filter) => filter.startsWith("~") === isDenied)
          .flatMap((filter) => filter.replace("~", "").split(" "));
      const denied = resolveCalls(analyze, groups(true));
      const allowed = resolveCalls(analyze, [...groups(false), "@default"]);
      const made = new Set(
        [...readFileSync(log, "latin1").matchAll(/^\d+ +([a-z]\w+)\(/gm)].map(([, call = ""]) => call),
      );
      expect(made.size).toBeGreaterThan(40);
      // SQLite gives its files to the folder's owner when it is root, which the service is not.
      const refused = [...made].filter((call) => call !== "fchown" && (denied.has(call) || !allowed.has(call)));
      expect(refused).toEqual([]);
    },
  );
});
