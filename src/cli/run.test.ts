import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import type { Config } from "../config.ts";
import { renderHelp, renderServeHelp } from "./help.ts";
import { runCli } from "./run.ts";
import type { RunningServer } from "./serve.ts";

/** A process to run the command line in, which records what it says and does. */
function createProcess(argv: string[], env: Record<string, string> = {}) {
  const said: { out: string[]; err: string[] } = { out: [], err: [] };
  const exits: number[] = [];
  const signals = new EventEmitter();
  const started: Config[] = [];
  let announceStart: () => void;
  const whenStarted = new Promise<void>((resolve) => {
    announceStart = resolve;
  });
  const server: RunningServer = {
    url: "http://127.0.0.1:1",
    reload: async () => undefined,
    close: async () => undefined,
  };
  const terminal = { isLost: false };
  function run(startServer: () => Promise<RunningServer> = async () => server): Promise<number> {
    return runCli({
      argv,
      env,
      version: "1.2.3",
      io: { out: (line) => said.out.push(line), err: (line) => said.err.push(line), isTerminal: false },
      signals,
      openInput: () => Promise.reject(new Error("nothing is read here")),
      exit: (code) => exits.push(code),
      hasLostTerminal: () => terminal.isLost,
      startServer: async (config) => {
        started.push(config);
        announceStart();
        return await startServer();
      },
    });
  }
  return { run, said, exits, signals, started, whenStarted, server, terminal };
}

describe("runCli()", () => {
  const shown: ReadonlyArray<{ argv: string[]; want: string }> = [
    { argv: ["--version"], want: "1.2.3" },
    { argv: ["-v"], want: "1.2.3" },
    { argv: ["--help"], want: renderHelp("1.2.3").trimEnd() },
    { argv: ["-h"], want: renderHelp("1.2.3").trimEnd() },
    { argv: ["help"], want: renderHelp("1.2.3").trimEnd() },
    { argv: ["help", "serve"], want: renderServeHelp().trimEnd() },
    { argv: ["serve", "--help"], want: renderServeHelp().trimEnd() },
    { argv: ["serve", "--port", "x", "-h"], want: renderServeHelp().trimEnd() },
  ];
  for (const { argv, want } of shown) {
    it(`shows what roster ${argv.join(" ")} asks for, and returns 0`, async () => {
      const { run, said, started } = createProcess(argv);
      expect(await run()).toBe(0);
      expect(said).toEqual({ out: [want], err: [] });
      expect(started).toEqual([]);
    });
  }

  const misused: ReadonlyArray<{ argv: string[]; want: string }> = [
    { argv: [], want: "Say what to do." },
    { argv: ["sevre"], want: '"sevre" is not a command. Did you mean "serve"?' },
    { argv: ["directory"], want: '"directory" is not a command.' },
    { argv: ["mirgate"], want: '"mirgate" is not a command. Did you mean "migrate"?' },
    { argv: ["--port=1"], want: "Flags come after the command: roster serve --port ..." },
  ];
  for (const { argv, want } of misused) {
    it(`explains itself for "roster ${argv.join(" ")}", and returns 2`, async () => {
      const { run, said } = createProcess(argv);
      expect(await run()).toBe(2);
      expect(said).toEqual({ out: [], err: [want, "", renderHelp("1.2.3").trimEnd()] });
    });
  }

  it("lists the problems of a configuration, and returns 2 without a start", async () => {
    const { run, said, started } = createProcess(["serve", "--port", "x"], { ROSTER_FOO: "1" });
    expect(await run()).toBe(2);
    expect(said.err).toEqual([
      "The configuration has 2 problems:\n" +
        "  - ROSTER_FOO is not a known variable.\n" +
        '  - --port is "x", but it must be a whole number from 0 to 65535 (0 takes a free port).',
      '"roster serve --help" explains every setting.',
    ]);
    expect(started).toEqual([]);
  });

  for (const signal of ["SIGTERM", "SIGINT"]) {
    it(`serves until ${signal}, closes the server and returns 0`, async () => {
      const { run, said, signals, started, whenStarted, server, exits } = createProcess(["serve", "--port=0"]);
      let closes = 0;
      const result = run(async () => ({
        ...server,
        close: async () => {
          closes++;
        },
      }));
      await whenStarted;
      signals.emit(signal, signal);
      expect(await result).toBe(0);
      expect({ closes, exits, said }).toEqual({ closes: 1, exits: [], said: { out: [], err: [] } });
      expect(started.map(({ port }) => port)).toEqual([0]);
      expect(signals.eventNames()).toEqual([]);
    });
  }

  it("closes a server that was still starting when the signal came", async () => {
    const { run, signals, whenStarted, server } = createProcess(["serve"]);
    let closes = 0;
    let finishStart: (server: RunningServer) => void = () => undefined;
    const startedServer = new Promise<RunningServer>((resolve) => {
      finishStart = resolve;
    });
    const result = run(() => startedServer);
    await whenStarted;
    signals.emit("SIGTERM", "SIGTERM");
    finishStart({
      ...server,
      close: async () => {
        closes++;
      },
    });
    expect(await result).toBe(0);
    expect(closes).toBe(1);
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`exits at once with ${code} when ${signal} comes second`, async () => {
      const { run, signals, whenStarted, server, exits } = createProcess(["serve"]);
      let finishClose: () => void = () => undefined;
      const closed = new Promise<void>((resolve) => {
        finishClose = resolve;
      });
      const result = run(async () => ({ ...server, close: () => closed }));
      await whenStarted;
      signals.emit("SIGTERM", "SIGTERM");
      expect(exits).toEqual([]);
      signals.emit(signal, signal);
      expect(exits).toEqual([code]);
      finishClose();
      await result;
    });
  }

  it("reloads at SIGHUP, one that came during the start too, one reload after another", async () => {
    const { run, signals, whenStarted, server } = createProcess(["serve"]);
    const reloads: (() => void)[] = [];
    let finishStart: (server: RunningServer) => void = () => undefined;
    const result = run(
      () =>
        new Promise((resolve) => {
          finishStart = resolve;
        }),
    );
    await whenStarted;
    signals.emit("SIGHUP", "SIGHUP");
    finishStart({ ...server, reload: () => new Promise((resolve) => reloads.push(resolve)) });
    await new Promise(setImmediate);
    expect(reloads).toHaveLength(1);
    signals.emit("SIGHUP", "SIGHUP");
    await new Promise(setImmediate);
    expect(reloads).toHaveLength(1);
    reloads[0]?.();
    await new Promise(setImmediate);
    expect(reloads).toHaveLength(2);
    signals.emit("SIGTERM", "SIGTERM");
    expect(await result).toBe(0);
    expect(signals.eventNames()).toEqual([]);
  });

  it("stops in order at SIGHUP when its terminal is gone, however often it comes", async () => {
    const { run, signals, whenStarted, server, terminal, exits } = createProcess(["serve"]);
    const result = run(async () => ({ ...server, reload: () => Promise.reject(new Error("reloaded")) }));
    await whenStarted;
    terminal.isLost = true;
    signals.emit("SIGHUP", "SIGHUP");
    signals.emit("SIGHUP", "SIGHUP");
    expect([await result, exits]).toEqual([0, []]);
  });

  it("says in one line why an expected failure ended the start, and returns 1", async () => {
    const { run, said } = createProcess(["serve"]);
    const failure = Object.assign(new Error("Port 8080 is in use."), { isForPeople: true });
    expect(await run(() => Promise.reject(failure))).toBe(1);
    expect(said).toEqual({ out: [], err: ["Port 8080 is in use."] });
  });

  it("shows the stack and the causes of an unexpected failure, and returns 1", async () => {
    const { run, said } = createProcess(["serve"]);
    expect(await run(() => Promise.reject(new Error("boom", { cause: new Error("root") })))).toBe(1);
    expect(said.err.join("\n")).toMatch(
      /^Unexpected failure: Error: boom\n {4}at [\s\S]*Caused by: Error: root\n {4}at /,
    );
  });

  it("returns 1 when the server cannot be stopped in order", async () => {
    const { run, said, signals, whenStarted, server } = createProcess(["serve"]);
    const failure = Object.assign(new Error("The database did not close."), { isForPeople: true });
    const result = run(async () => ({ ...server, close: () => Promise.reject(failure) }));
    await whenStarted;
    signals.emit("SIGINT", "SIGINT");
    expect(await result).toBe(1);
    expect(said.err).toEqual(["The database did not close."]);
  });
});
