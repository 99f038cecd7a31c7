import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { ReadyFacts } from "../src/startup/ready-file.ts";
import type { BuiltPrograms, ProgramName } from "./build.ts";
import { type Child, startAnnounced, startReady } from "./child.ts";
import { adminToken } from "./corpus.ts";
import { createLoadGenerators, type LoadGenerators } from "./load/generators.ts";
import type { CallHeaders } from "./load/grpc-connection.ts";
import type { Pinning } from "./pinning.ts";
import { readFrames } from "./profile.ts";
import type { Announcement } from "./programs/program.ts";

/** A server that accepts calls. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** The organization that callers name. Empty of servers that look at none. */
  readonly orgId: string;
  /** Time from the spawn until it was ready; 0 where nobody took it. */
  readonly startMs: number;
  /** Ends it before the case does. */
  stop(): Promise<void>;
}

/** How a server is started. */
export interface StartOptions {
  /** Whether this is what a profile is wanted of. */
  readonly isUnderTest?: boolean;
  /** Default: on the servers' core. */
  readonly isPinned?: boolean;
}

/** The place where one case is measured: what was started there ends with it. */
export interface Lab {
  readonly programs: BuiltPrograms;
  readonly pinning: Pinning;
  readonly generators: LoadGenerators;
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** Says something to whoever waits. */
  say(text: string): void;
  /** A new folder on the disk. */
  folder(): string;
  /** Starts one of `bench/programs/` that is a server. */
  startProgram(name: ProgramName, args?: readonly string[], options?: StartOptions): Promise<RunningServer>;
  /** Starts `roster serve` with these flags more. */
  startRoster(flags: readonly string[], options?: StartOptions): Promise<RunningServer>;
  /** The command line of a program that measures our own code in itself. */
  serverCommand(name: ProgramName, plan: string): readonly string[];
  /** Has this called when the case ends. */
  atEnd(clean: () => Promise<void>): void;
  /** Ends everything; says where the time went where a profile was wanted. */
  close(): Promise<void>;
}

/** What all cases of a run share. */
export interface LabOptions {
  readonly programs: BuiltPrograms;
  readonly pinning: Pinning;
  readonly warmUpMs: number;
  readonly durationMs: number;
  readonly isProfiling: boolean;
  readonly say: (text: string) => void;
}

/** What the bench keeps between runs: fixtures. On the disk of the user's home, which is a real one. */
export const cacheFolder = (): string =>
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "roster", "bench");

/** What callers send; servers that look at no organization are named one too, so that all read as much. */
export const headersOf = ({ orgId }: Pick<RunningServer, "orgId">): CallHeaders => ({
  authorization: `Bearer ${adminToken}`,
  "x-zitadel-orgid": orgId === "" ? someOrgId : orgId,
});

const someOrgId = "318838604669321601";

/** A place for one case. */
export function createLab(options: LabOptions): Lab {
  mkdirSync(cacheFolder(), { recursive: true });
  const root = mkdtempSync(join(cacheFolder(), "run-"));
  const profileFolder = join(root, "profile");
  const cleanings: (() => Promise<void>)[] = [];
  let folderCount = 0;

  const folder = () => {
    const path = join(root, `folder-${folderCount++}`);
    mkdirSync(path);
    return path;
  };
  const command = (args: readonly string[], { isUnderTest = false, isPinned = true }: StartOptions) => {
    const flags = isUnderTest && options.isProfiling ? ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`] : [];
    const line = [process.execPath, ...flags, ...args];
    return isPinned ? options.pinning.server(line) : line;
  };
  const stopOnce = (child: Child) => {
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= child.stop();
      return stopped;
    };
    cleanings.push(stop);
    return stop;
  };

  return {
    ...options,
    generators: createLoadGenerators(options.programs, options.pinning, root),
    folder,
    async startProgram(name, args = [], startOptions = {}) {
      const line = command([options.programs.program(name), ...args], startOptions);
      const { child, message } = await startAnnounced<Announcement>(line);
      const { url, facts } = message;
      return { url, pid: child.pid, orgId: facts["orgId"] ?? "", startMs: 0, stop: stopOnce(child) };
    },
    async startRoster(flags, startOptions = {}) {
      const readyFile = join(folder(), "ready.json");
      const program = [options.programs.roster, "serve", "--port", "0"];
      const line = command([...program, "--ready-file", readyFile, ...flags], startOptions);
      const env = { ROSTER_ADMIN_TOKEN: adminToken };
      const { child, facts, startMs } = await startReady<ReadyFacts>(line, env, readyFile);
      return { url: facts.url, pid: child.pid, orgId: facts.defaultOrgId, startMs, stop: stopOnce(child) };
    },
    serverCommand: (name, plan) => command([options.programs.program(name), plan], { isUnderTest: true }),
    atEnd(clean) {
      cleanings.push(clean);
    },
    async close() {
      for (const clean of cleanings.reverse()) await clean();
      if (options.isProfiling) sayTopFrames(profileFolder, options.say);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function sayTopFrames(folder: string, say: (text: string) => void): void {
  const frames = readFrames(folder);
  const list = (title: string, part: "self" | "total", count: number) => {
    say(`  ${title}:`);
    const top = [...frames].sort((a, b) => b[part] - a[part]).slice(0, count);
    for (const frame of top) say(`  ${(frame[part] * 100).toFixed(1).padStart(6)} %  ${frame.name}`);
  };
  list("time in the functions themselves", "self", 40);
  list("time in the functions and what they call", "total", 60);
}
