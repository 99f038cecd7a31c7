import type { Io } from "../../src/cli/io.ts";
import { parseConfig } from "../../src/config.ts";
import { type Server, startServer } from "../../src/server.ts";
import type { StorageLocation } from "../../src/storage/open.ts";
import type { TestEngine } from "./engines.ts";

/** A server under test. */
export interface TestServer {
  readonly url: string;
  readonly instance: Server["instance"];
  readonly adminToken: string;
  /** How many connections are open. */
  readonly connectionCount: number;
  /** Log lines of level error and above, as JSON: none of them may come from what a caller sent. */
  readonly errorLines: readonly string[];
  /**
   * Stops it and removes its data. Fails when a connection is still open afterwards, or when something was logged as
   * an error that the test did not take with {@link TestServer.takeErrorLines}.
   */
  close(): Promise<void>;
  /** The error lines so far; they no longer count when the server is closed. */
  takeErrorLines(): readonly string[];
}

/** How a test server differs from the defaults. */
export interface TestServerOptions {
  /** Further arguments, as on the command line. */
  readonly argv?: readonly string[];
  /** PostgreSQL URL in place of the engine's own, such as that of a proxy in front of it. */
  readonly mapUrl?: (url: string) => Promise<string>;
}

const adminToken = "admin-token-of-the-test-servers";

/** Starts a server in this process, on a free port, with an empty directory in a place of its own. */
export async function startTestServer(engine: TestEngine, options: TestServerOptions = {}): Promise<TestServer> {
  const place = await engine.createPlace();
  const errorLines: string[] = [];
  const config = parseConfig({
    argv: [
      ...["--host", "127.0.0.1", "--port", "0", "--log-level", "error", "--log-format", "json"],
      ...(await storageFlags(place.location, options.mapUrl ?? (async (url) => url))),
      ...(options.argv ?? []),
    ],
    // Given, so that no token file is written.
    env: { ROSTER_ADMIN_TOKEN: adminToken },
  });
  const server = await startServer(config, quietIo(errorLines)).catch(async (error: unknown) => {
    await place.remove();
    throw error;
  });
  return {
    url: server.url,
    instance: server.instance,
    adminToken,
    errorLines,
    get connectionCount() {
      return server.connectionCount;
    },
    takeErrorLines: () => errorLines.splice(0),
    async close() {
      await server.close();
      await place.remove();
      if (server.connectionCount !== 0) throw new Error(`${server.connectionCount} connections are still open`);
      if (errorLines.length > 0) throw new Error(`the server logged errors:\n${errorLines.join("\n")}`);
    },
  };
}

/** A terminal that keeps nothing but log lines. */
const quietIo = (errorLines: string[]): Io => ({
  out(text) {
    if (text.startsWith("{")) errorLines.push(text);
  },
  err: () => {},
  isTerminal: false,
});

async function storageFlags(
  location: StorageLocation,
  mapUrl: (url: string) => Promise<string>,
): Promise<readonly string[]> {
  switch (location.kind) {
    case "memory":
      return ["--memory"];
    case "sqlite":
      return ["--data", location.folder];
    case "postgres":
      return ["--database-url", await mapUrl(location.url)];
  }
}
