import { vi } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { parseConfig } from "../../src/config.ts";
import { startServerOn } from "../../src/server.ts";
import { openStorage } from "../../src/storage/open.ts";
import { unique } from "../api/unique.ts";
import { callOnce } from "../support/one-call.ts";

/** What the counters of a gate may be asked for. */
type Counter = "running" | "waiting" | "admitted" | "refusedFull" | "refusedWaited" | "abandoned";

/** A real server whose writes stand still until a test lets them go on. */
export interface HeldServer {
  readonly url: string;
  readonly token: string;
  readonly logLines: readonly string[];
  /** The counters of its gate. */
  readonly metrics: () => Readonly<Record<Counter, number>>;
  /** Begins calls that stand still, and resolves with what they come to once they do. */
  holdCalls(count: number): Promise<readonly Promise<"ok" | "failed">[]>;
  /** Lets all that stand still go on. */
  release(): void;
  /** Waits until a counter has this value. */
  until(counter: Counter, value: number): Promise<void>;
  /** Stops the server, which waits for the calls under way. */
  stop(): Promise<void>;
  /** Lets everything go on and stops the server. */
  close(): Promise<void>;
}

const token = "admin-token-of-the-held-server";

/** Starts it with these arguments, with everything in memory. */
export async function startHeldServer(argv: readonly string[]): Promise<HeldServer> {
  const storage = await openStorage({ kind: "memory" });
  let held: (() => void)[] | undefined;
  const logLines: string[] = [];
  const server = await startServerOn(
    {
      ...storage,
      async command(command) {
        if (held !== undefined) await new Promise<void>((resolve) => held?.push(resolve));
        return storage.command(command);
      },
    },
    parseConfig({
      argv: ["--port", "0", "--memory", "--log-format", "json", ...argv],
      env: { ROSTER_ADMIN_TOKEN: token },
    }),
    { out: (text) => void logLines.push(text), err: () => {}, isTerminal: false },
  );
  const metrics = () => {
    const counters = server.callMetrics();
    if (counters === undefined) throw new Error("the server has no gate");
    return counters;
  };
  const until = (counter: Counter, value: number) =>
    vi.waitFor(() => {
      if (metrics()[counter] !== value) throw new Error(`${counter} is ${metrics()[counter]} and not ${value}`);
    }, 5_000);
  const release = () => {
    for (const goOn of held?.splice(0) ?? []) goOn();
    held = undefined;
  };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= server.close();
    return stopped;
  };
  return {
    url: server.url,
    token,
    logLines,
    metrics,
    until,
    release,
    async holdCalls(count) {
      held ??= [];
      const before = metrics().running;
      const calls = Array.from({ length: count }, async () => {
        const { ok } = await callOnce(
          server.url,
          ManagementService.method.addProject,
          { name: unique("held") },
          { token },
        );
        return ok === undefined ? "failed" : "ok";
      });
      await until("running", before + count);
      return calls;
    },
    stop,
    async close() {
      release();
      await stop();
    },
  };
}
