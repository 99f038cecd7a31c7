import { parseConfig } from "../../src/config.ts";
import { type Server, startServer } from "../../src/server.ts";

/** A server in this process, in memory, with all that it says. */
export interface ToldServer extends Server {
  readonly token: string;
  /** The log, a line each. */
  readonly lines: readonly string[];
  /** Waits until a line fits, and answers all that do. */
  whenLogged(fits: (line: LogLine) => boolean): Promise<readonly LogLine[]>;
}

/** A line of the log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

const deadlineMs = 10_000;

/** Starts a server that logs JSON at this level. */
export async function startToldServer(
  options: {
    readonly level?: string;
    readonly argv?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly storage?: readonly string[];
  } = {},
): Promise<ToldServer> {
  const { level = "info", argv = [], env = {}, storage = ["--memory"] } = options;
  const token = "admin-token-of-the-telemetry-tests";
  const lines: string[] = [];
  const config = parseConfig({
    argv: [...storage, "--port", "0", "--log-format", "json", "--log-level", level, ...argv],
    env: { ROSTER_ADMIN_TOKEN: token, ...env },
  });
  const io = {
    out(text: string) {
      if (text.startsWith("{")) lines.push(...text.split("\n"));
    },
    err: () => undefined,
    isTerminal: false,
  };
  const server = await startServer(config, io);
  return Object.assign(server, {
    token,
    lines,
    async whenLogged(fits: (line: LogLine) => boolean) {
      const endMs = performance.now() + deadlineMs;
      for (;;) {
        const found = lines.map((line): LogLine => JSON.parse(line)).filter(fits);
        if (found.length > 0) return found;
        if (performance.now() > endMs) throw new Error(`no line fits:\n${lines.join("\n")}`);
        await new Promise(setImmediate);
      }
    },
  });
}
