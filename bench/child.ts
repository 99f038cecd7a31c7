import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, watch } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";

/** A process that was started to be measured. */
export interface Child {
  readonly pid: number;
  /** Ends it in order, and resolves when it is gone. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

// Also when the bench is interrupted or fails, nothing goes on measuring.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a program and resolves with the first message that it sends, and the process. */
export async function startAnnounced<Message>(
  command: readonly string[],
): Promise<{ readonly child: Child; readonly message: Message }> {
  const started = start(command, {});
  const message = await Promise.race([
    // The program's own types say what it sends.
    once(started.process, "message").then(([first]) => first as Message),
    started.failed,
  ]);
  return { child: started.child, message };
}

/** Runs a program to its end and resolves with the message that it sends. */
export async function runReporting<Message>(command: readonly string[]): Promise<Message> {
  const { child, message } = await startAnnounced<Message>(command);
  await child.stop();
  return message;
}

/** Runs a program to its end and resolves with what it wrote to standard output. Rejects unless its code is 0. */
export async function runPrinting(command: readonly string[]): Promise<string> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said.err += text;
  });
  const [code] = await once(child, "close");
  running.delete(child);
  if (code !== 0) throw new Error(`${nameOf(command)} ended with ${code}\n${said.out}\n${said.err}`);
  return said.out;
}

/** Starts a program and resolves with what it writes to this file, which must not be there yet. */
export async function startReady<Facts>(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  readyFile: string,
): Promise<{ readonly child: Child; readonly facts: Facts; readonly startMs: number }> {
  const watcher = watch(dirname(readyFile));
  const startedAt = performance.now();
  const started = start(command, env);
  try {
    while (!existsSync(readyFile)) await Promise.race([once(watcher, "change"), started.failed]);
  } finally {
    watcher.close();
  }
  const startMs = performance.now() - startedAt;
  return { child: started.child, facts: JSON.parse(readFileSync(readyFile, "utf8")), startMs };
}

/** Output goes nowhere, as to a collector that is fast; errors are kept for the message. */
function start(command: readonly string[], env: Readonly<Record<string, string>>) {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    env: { ...inheritedEnv(), ...env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  running.add(child);
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  const ended = once(child, "exit").finally(() => running.delete(child));
  const failed = ended.then(([code]) => {
    throw new Error(`${nameOf(command)} ended with ${code}\n${said}`);
  });
  failed.catch(() => undefined);
  return {
    process: child,
    failed,
    child: {
      pid: child.pid ?? 0,
      async stop() {
        child.kill("SIGTERM");
        await ended;
      },
    } satisfies Child,
  };
}

/** The command line without its plan, which can be long. */
const nameOf = (command: readonly string[]): string => command.filter((part) => part.length < 200).join(" ");

/** What is measured is not changed by settings that the developer has. */
const inheritedEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ROSTER|VITEST|NODE)_/.test(name)));
