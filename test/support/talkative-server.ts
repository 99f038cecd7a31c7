import { parseConfig } from "../../src/config.ts";
import { type Server, startServer } from "../../src/server.ts";

/** Starts a server in memory that logs all that it ever would, and keeps the lines. */
export async function startTalkativeServer(
  argv: readonly string[] = [],
): Promise<{ readonly server: Server; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const config = parseConfig({
    argv: ["--memory", "--host", "127.0.0.1", "--port", "0", "--log-level", "trace", "--log-format", "json", ...argv],
    env: { ROSTER_ADMIN_TOKEN: "admin-token-of-the-test" },
  });
  return { server: await startServer(config, { out: keep, err: keep, isTerminal: false }), lines };
}
