import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { printLoudly } from "../support/loud.ts";
import { type TestProcess, useProcesses } from "../support/process.ts";
import { findMissingTools, toolsOf } from "../support/tools.ts";
import { runBash } from "./bash.ts";
import { parseShellBlocks, type ShellBlock } from "./markdown.ts";

const processes = useProcesses(afterAll);
const blocks = parseShellBlocks(readFileSync(join(projectFolder, "README.md"), "utf8"));
const calls = blocks.filter(({ isCall }) => isCall);

/** What people paste first, as it stands in the file. */
const startLine = blocks
  .filter(({ isCall }) => !isCall)
  .flatMap(({ script }) => script.split("\n"))
  .find((line) => line.includes("npm start"));

/**
 * The start line for a test: what is installed and built stays as it is, because other tests are using it, and the
 * server gets these flags more.
 */
function toTestLine(line: string, flags: readonly string[]): string {
  const given = line.replace("npm ci && ", "").replace(/npm start( -- )?/, "npm start --ignore-scripts -- ");
  return [given, ...flags].join(" ");
}

/** Commands that need no server, and that this very run is an execution of. */
const isInstallOrTest = ({ script }: ShellBlock): boolean => script === "npm ci && npm test";

describe("README.md", () => {
  const data = join(processes.folder(), "data");
  const readyFile = join(processes.folder(), "ready.json");
  let server: TestProcess;
  let url: string;

  beforeAll(async () => {
    if (startLine === undefined) throw new Error("README.md has no line with npm start");
    const line = toTestLine(startLine, ["--port", "0", "--data", data, "--ready-file", readyFile]);
    server = processes.start("bash", ["-c", line], { cwd: projectFolder });
    ({ url } = await processes.whenReady(server, readyFile));
  });

  it("has no shell block that is not executed", () => {
    const left = blocks.filter((block) => !block.isCall && !isInstallOrTest(block));
    expect(left.map(({ script }) => script)).toEqual(left.map(() => expect.stringContaining("npm start")));
    expect(blocks.some(isInstallOrTest)).toBe(true);
    expect(calls.length).toBeGreaterThan(0);
  });

  it("starts a server with its first line", () => {
    expect(startLine).toMatch(/^npm ci && npm start/);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("makes calls that work, pasted one after another into one shell", async () => {
    const missing = findMissingTools(toolsOf(calls.map(({ script }) => script).join("\n")), "commands of README.md");
    const pasted = calls.filter(({ script, line }) => {
      const needed = toolsOf(script).filter((tool) => missing.includes(tool));
      if (needed.length > 0) printLoudly(`SKIPPED: the block of README.md in line ${line}`);
      return needed.length === 0;
    });
    const script = pasted
      .map(({ script, line }) => `echo "README.md, line ${line}" >&2\n${script}`)
      .join("\n")
      .replaceAll("http://127.0.0.1:8080", url)
      .replaceAll("127.0.0.1:8080", new URL(url).host)
      .replaceAll("data/admin.token", join(data, "admin.token"));
    const { stdout, stderr } = await runBash(processes, script);
    expect(stderr.match(/README\.md, line/g)).toHaveLength(pasted.length);
    expect(stdout).toContain("Giraffe");
  });

  it("stops as it says, when npm is told to", async () => {
    expect(await server.stop("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});
