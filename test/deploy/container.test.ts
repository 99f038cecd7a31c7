import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEnvironment } from "../../src/config/read-environment.ts";
import { settings } from "../../src/config/settings.ts";
import { projectFolder } from "../support/built-program.ts";
import { leaveOut } from "../support/loud.ts";
import { type TestProcess, useProcesses } from "../support/process.ts";
import { findTool } from "../support/tools.ts";
import { type Instruction, parseContainerfile, parseCopy, parseExecForm, textsOf } from "./containerfile.ts";

const processes = useProcesses(afterAll);
const file = join(projectFolder, "deploy/Containerfile");
const stages = parseContainerfile(file);
const [build, final] = stages;
if (build === undefined || final === undefined) throw new Error("deploy/Containerfile has no two stages");
const hadolint = findTool("hadolint", "the linter of the Containerfile");

/** Only root can do what a container engine does. */
const isRoot = process.getuid?.() === 0;
if (!isRoot) leaveOut("the container's program without rights", "this is not root", "run the tests as root");

/** A folder that stands for the root of each stage. */
const roots = { build: processes.folder(), final: processes.folder() };

/** Puts what a COPY names where it says, as an engine would. */
function copy(text: string, root: string, workdir: string): void {
  const { sources, target, from } = parseCopy(text);
  const folder = join(root, target.startsWith("/") ? target : join(workdir, target));
  const isFolder = target.endsWith("/");
  for (const source of sources) {
    const path = from === undefined ? join(projectFolder, source) : join(roots.build, source);
    mkdirSync(isFolder ? folder : join(folder, ".."), { recursive: true });
    const holds = lstatSync(path).isDirectory() || !isFolder ? folder : join(folder, basename(source));
    cpSync(path, holds, { recursive: true, verbatimSymlinks: true });
  }
}

/** Links every file but npm's own list of them, which npm writes over. */
function linkPackages(folder: string): void {
  const list = ".package-lock.json";
  execFileSync("cp", ["-al", join(projectFolder, "node_modules"), folder]);
  rmSync(join(folder, list));
  cpSync(join(projectFolder, "node_modules", list), join(folder, list));
}

/** Runs the instructions of a stage that change files. What `npm ci` installs is here already, and is linked. */
function make(instructions: readonly Instruction[], root: string): void {
  let workdir = "/";
  for (const { name, text } of instructions) {
    if (name === "WORKDIR") {
      workdir = text;
      mkdirSync(join(root, workdir), { recursive: true });
    } else if (name === "COPY") {
      copy(text, root, workdir);
    } else if (name === "RUN" && text === "npm ci") {
      linkPackages(join(root, workdir, "node_modules"));
    } else if (name === "RUN") {
      execFileSync("sh", ["-c", text], { cwd: join(root, workdir), stdio: ["ignore", "ignore", "pipe"] });
    }
  }
}

/** Variables that the image sets. */
const variables = (): Record<string, string> =>
  Object.fromEntries(
    textsOf(final, "ENV").flatMap((text) => text.split(" ").map((pair) => pair.split("=") as [string, string])),
  );

describe("deploy/Containerfile", () => {
  it.skipIf(hadolint === undefined)("has nothing that the linter complains about", () => {
    if (hadolint === undefined) return;
    expect(execFileSync(hadolint, ["--failure-threshold", "none", file], { encoding: "utf8" })).toBe("");
  });

  it("sends nothing to the build but what it copies", () => {
    const ignored = readFileSync(`${file}.dockerignore`, "utf8").split("\n");
    const allowed = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    const copied = textsOf(build, "COPY").flatMap((text) => parseCopy(text).sources);
    expect(allowed.sort()).toEqual([...copied].sort());
    expect(ignored).toContain("*");
  });

  it("names the same base twice, with the Node that the project is for", () => {
    expect(new Set(stages.map(({ base }) => base)).size).toBe(1);
    expect(build.base).toMatch(
      new RegExp(`^docker\\.io/library/node:${readFileSync(join(projectFolder, ".nvmrc"), "utf8").trim()}-`),
    );
  });

  it("runs without rights, stops at SIGTERM, and starts without a shell", () => {
    expect(textsOf(final, "USER")).toEqual(["1000:1000"]);
    expect(textsOf(final, "STOPSIGNAL")).toEqual(["SIGTERM"]);
    expect(textsOf(final, "RUN")).toEqual([]);
    expect(textsOf(final, "ENTRYPOINT").map(parseExecForm)).toEqual([["node", "dist/main.cjs"]]);
  });

  it("sets variables that there are", () => {
    expect(readEnvironment(settings, variables()).problems).toEqual([]);
  });
});

describe.skipIf(!isRoot)("a container's program", () => {
  let server: TestProcess;
  let url: string;
  const data = () => join(roots.final, "data");

  beforeAll(async () => {
    make(build.instructions, roots.build);
    make(final.instructions, roots.final);
    for (const root of Object.values(roots)) chmodSync(root, 0o755);
    chownSync(data(), 1000, 1000);
    const workdir = join(roots.final, textsOf(final, "WORKDIR")[0] ?? "");
    const command = [...textsOf(final, "ENTRYPOINT"), ...textsOf(final, "CMD")].flatMap(parseExecForm);
    // A root that cannot be written, but for the volume; then a user without rights, for good.
    const script = `mount --bind '${data()}' '${data()}' && mount -o remount,ro,bind / && cd '${workdir}' && exec setpriv --reuid 1000 --regid 1000 --clear-groups --bounding-set=-all --no-new-privs "$@"`;
    const readyFile = join(data(), "ready.json");
    const env = { ...variables(), ROSTER_DATA: data(), ROSTER_PORT: "0", ROSTER_READY_FILE: readyFile };
    server = processes.start("unshare", ["--mount", "sh", "-ec", script, "sh", ...command], { env });
    ({ url } = await processes.whenReady(server, readyFile));
  });

  it("serves from a root that is read-only, and keeps all it writes in /data", async () => {
    const token = readFileSync(join(data(), "admin.token"), "utf8").trim();
    const port = new URL(url).port;
    const answer = await fetch(`http://127.0.0.1:${port}/management/v1/orgs/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    expect(readdirSync(data())).toEqual(expect.arrayContaining(["admin.token", "roster.db"]));
    expect(lstatSync(join(data(), "roster.db")).uid).toBe(1000);
  });

  it("has no sources and no tools of the build", () => {
    const modules = readdirSync(join(roots.final, "opt/roster/node_modules"));
    expect(modules.filter((name) => ["vitest", "typescript", "rolldown"].includes(name))).toEqual([]);
    expect(existsSync(join(roots.final, "opt/roster/src"))).toBe(false);
  });

  it("starts with the code that the build has kept", () => {
    expect(readdirSync(join(roots.final, "opt/roster/dist")).filter((name) => name.endsWith(".code"))).toHaveLength(1);
  });

  const checkHealth = async (port: string) => {
    const [program = "", ...args] = textsOf(final, "HEALTHCHECK").flatMap(parseExecForm);
    return (await processes.start(program, args, { env: { ROSTER_PORT: port } }).exited).code;
  };

  it("is healthy as long as it serves, stops at SIGTERM, and is not healthy then", async () => {
    const { port } = new URL(url);
    expect(await checkHealth(port)).toBe(0);
    expect(await server.stop("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(await checkHealth(port)).toBe(1);
  });
});
