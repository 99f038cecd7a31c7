import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import type { ReadyFacts } from "../../src/startup/ready-file.ts";
import { builtProgram } from "./built-program.ts";

/** How a process ended: with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that a test started. */
export interface TestProcess {
  readonly pid: number;
  /** What it has said by now. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when it has ended and everything it said is read. */
  readonly exited: Promise<Exit>;
  /** Resolves with the standard output once it contains the text; rejects when the process ends without. */
  whenSaid(text: string): Promise<string>;
  /** Sends the signal, and resolves with how the process ended. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

/** A server that accepts calls. */
export interface ServerProcess extends TestProcess {
  readonly ready: ReadyFacts;
  readonly readyFile: string;
  /** Time from the spawn to the ready file. */
  readonly startMs: number;
}

/** What a process is started with. */
export interface StartOptions {
  /** Variables besides those of the test run; the run's own ROSTER_* variables are not handed down. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts processes for one test file, and ends what is left of them. */
export interface TestProcesses {
  /** A temporary folder, removed at the end. */
  folder(): string;
  /** Starts any program. */
  start(command: string, args: readonly string[], options?: StartOptions): TestProcess;
  /** Starts Roster with these arguments. */
  roster(args: readonly string[], options?: StartOptions): TestProcess;
  /** Starts `roster serve` on a free port with these flags more, and resolves when it is ready. */
  serve(flags: readonly string[], options?: StartOptions): Promise<ServerProcess>;
  /** Waits until the started process has written its ready file. */
  whenReady(process: TestProcess, readyFile: string): Promise<ReadyFacts>;
}

/**
 * Starts real processes for one test file. Whatever still runs after each test is killed, with its children, and
 * temporary folders are removed, also when the test has failed. Pass `afterAll` to keep them for the whole file.
 */
export function useProcesses(atEnd: (clean: () => Promise<void>) => void = afterEach): TestProcesses {
  let running: ChildProcess[] = [];
  let folders: string[] = [];

  function killAll(): void {
    for (const child of running) killGroup(child);
  }

  function makeFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "roster-process-"));
    folders.push(folder);
    return folder;
  }

  function start(command: string, args: readonly string[], options: StartOptions = {}): TestProcess {
    // A group of its own, so that children of the child can be ended with it.
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...inheritedEnv(), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.push(child);
    return watchProcess(child);
  }

  const roster = (args: readonly string[], options?: StartOptions) =>
    start(process.execPath, ["--enable-source-maps", builtProgram(), ...args], options);

  // Runs when the test run itself is interrupted.
  process.once("exit", killAll);
  atEnd(async () => {
    killAll();
    await Promise.all(running.map((child) => hasEnded(child) || once(child, "exit")));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    running = [];
    folders = [];
  });

  return {
    folder: makeFolder,
    start,
    roster,
    whenReady,
    async serve(flags, options) {
      const readyFile = join(makeFolder(), "ready.json");
      const startedAt = performance.now();
      const server = roster(["serve", "--port", "0", "--ready-file", readyFile, ...flags], options);
      const ready = await whenReady(server, readyFile);
      return Object.assign(server, { ready, readyFile, startMs: performance.now() - startedAt });
    },
  };
}

/** Only the address of the server counts, so no other may be reached by a variable that the developer has set. */
function inheritedEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ROSTER|VITEST|NODE)_/.test(name)));
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The whole group has ended.
  }
}

function watchProcess(child: ChildProcess): TestProcess {
  const said = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    said.out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    said.err += text;
  });
  // "close" comes after "exit", when the output has been read.
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  // Whoever wants to know waits for it; nobody else must be disturbed.
  exited.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    exited,
    get stdout() {
      return said.out;
    },
    get stderr() {
      return said.err;
    },
    async whenSaid(text) {
      const ended = exited.then((exit) => {
        if (!said.out.includes(text)) throw new Error(describeEnd(exit, said.out, said.err));
      });
      while (child.stdout !== null && !said.out.includes(text)) {
        await Promise.race([once(child.stdout, "data"), ended]);
      }
      return said.out;
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return exited;
    },
  };
}

async function whenReady(server: TestProcess, readyFile: string): Promise<ReadyFacts> {
  const watcher = watch(dirname(readyFile));
  const ended = server.exited.then((exit) => {
    throw new Error(describeEnd(exit, server.stdout, server.stderr));
  });
  try {
    while (!existsSync(readyFile)) await Promise.race([once(watcher, "change"), ended]);
  } finally {
    watcher.close();
    ended.catch(() => undefined);
  }
  return JSON.parse(readFileSync(readyFile, "utf8"));
}

function describeEnd({ code, signal }: Exit, stdout: string, stderr: string): string {
  return `the process ended too early (${signal ?? `code ${code}`})\n${stdout}\n${stderr}`;
}
