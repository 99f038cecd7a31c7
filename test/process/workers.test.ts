import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase } from "../support/empty-database.ts";
import { callOnce } from "../support/one-call.ts";
import type { PostgresDatabase } from "../support/postgres.ts";
import { freePort } from "../support/postgres-server.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { getMyOrg } from "./methods.ts";

const processes = useProcesses(afterAll);

let database: PostgresDatabase;
let data: string;
// One for all, as a restart has them; the first test sees the first start.
beforeAll(async () => {
  database = await createEmptyDatabase();
  data = processes.folder();
});
afterAll(() => database?.drop());

const serve = (...flags: readonly string[]) =>
  processes.serve(["--data", data, "--log-format", "json", ...flags], {
    env: { ROSTER_DATABASE_URL: database.url },
  });

/** The processes that a process has started. */
const listWorkers = ({ pid }: ServerProcess): readonly number[] =>
  execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [Number(line)]))
    .filter((child) => readFileSync(`/proc/${child}/cmdline`, "utf8").includes("main.cjs"));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The log lines that say this, parsed. */
const linesOf = ({ stdout }: ServerProcess, message: string): readonly Record<string, unknown>[] =>
  stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === message);

/** The first of so many ports in a row that nobody listens on. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const servers = Array.from({ length: count }, (_, index) => createServer().listen(first + index, "127.0.0.1"));
    const listening = await Promise.allSettled(servers.map((server) => once(server, "listening")));
    for (const server of servers) if (server.listening) await new Promise((done) => server.close(done));
    if (listening.every(({ status }) => status === "fulfilled")) return first;
  }
}

/** Makes calls until every worker has answered one; each call has a connection of its own. */
async function callAll(server: ServerProcess, count: number): Promise<void> {
  const { url, adminToken, defaultOrgId } = server.ready;
  await expect
    .poll(
      async () => {
        const { ok } = await callOnce(url, getMyOrg, {}, { token: String(adminToken) });
        expect(ok?.org?.id).toBe(defaultOrgId);
        return new Set(linesOf(server, "call").map(({ worker }) => worker)).size;
      },
      { timeout: 15_000 },
    )
    .toBe(count);
}

describe("--workers on PostgreSQL", () => {
  it("serves one port by several processes, says so once, makes the admin's token once, and reloads them all", async () => {
    const logLevelFile = join(processes.folder(), "log-level");
    const server = await serve("--workers", "3", "--demo", "--log-level-file", logLevelFile);
    expect(listWorkers(server)).toHaveLength(3);
    expect(server.ready.pid).toBe(server.pid);
    await callAll(server, 3);
    expect(server.stdout.match(/serves gRPC/g)).toHaveLength(1);
    expect(server.stdout).toContain("PostgreSQL, served by 3 processes");
    expect(readdirSync(data)).toEqual(["admin.token"]);
    expect(readFileSync(join(data, "admin.token"), "utf8").trim()).toBe(server.ready.adminToken);
    expect((await fetch(`${server.ready.url}/ready`)).status).toBe(200);

    // A reload reaches all, the primary process among them.
    writeFileSync(logLevelFile, "debug");
    process.kill(server.pid, "SIGHUP");
    const workersOf = () => linesOf(server, "the log level is another").map(({ worker }) => worker ?? 0);
    await expect.poll(() => workersOf().toSorted()).toEqual([0, 1, 2, 3]);

    const workers = listWorkers(server);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(workers.filter(isAlive)).toEqual([]);
    expect(server.stderr).toBe("");
  });

  it("tells of the health and the numbers of each worker on a port of its own: the admin port, and those behind it", async () => {
    const adminPort = await freePorts(3);
    const server = await serve("--workers", "2", "--admin-port", String(adminPort));
    const starts = new Set<string | undefined>();
    for (const port of [adminPort, adminPort + 1]) {
      const admin = `http://127.0.0.1:${port}`;
      for (const path of ["/healthz", "/ready"]) expect((await fetch(admin + path)).status).toBe(200);
      const metrics = await (await fetch(`${admin}/metrics`)).text();
      starts.add(/^process_start_time_seconds (.+)$/m.exec(metrics)?.[1]);
    }
    expect(starts.size).toBe(2);
    expect(starts).not.toContain(undefined);
    await expect(fetch(`http://127.0.0.1:${adminPort + 2}/healthz`)).rejects.toThrow();
    await server.stop();
  });

  it("starts workers again that were stopped or killed, on the same port, and stops in order when each process gets the signal", async () => {
    const server = await serve("--workers", "2");
    await callAll(server, 2);
    const [victim = 0, other = 0] = listWorkers(server);
    process.kill(victim, "SIGTERM");
    await server.whenSaid("a worker has ended; it is started again");
    expect(linesOf(server, "a worker has ended; it is started again")).toMatchObject([
      { level: "error", code: 0, inMs: 100, worker: expect.any(Number) },
    ]);
    expect((await fetch(`${server.ready.url}/ready`)).status).toBe(200);
    await server.whenSaid("the worker accepts calls again");
    const workers = listWorkers(server);
    expect(workers).toHaveLength(2);
    expect(workers).toContain(other);
    expect(workers).not.toContain(victim);
    expect((await fetch(`${server.ready.url}/ready`)).status).toBe(200);

    // With nobody left the port is still the same.
    for (const worker of workers) process.kill(worker, "SIGKILL");
    const back = () => linesOf(server, "the worker accepts calls again").length;
    await expect.poll(back, { timeout: 15_000 }).toBe(3);
    expect((await fetch(`${server.ready.url}/ready`)).status).toBe(200);

    // As from a terminal or from systemd: each process gets it.
    const last = listWorkers(server);
    process.kill(-server.pid, "SIGINT");
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(last.filter(isAlive)).toEqual([]);
    expect(linesOf(server, "a worker has ended; it is started again")).toHaveLength(3);
  });

  it("leaves no worker behind when the primary process is killed", async () => {
    const server = await serve("--workers", "2");
    const workers = listWorkers(server);
    expect(workers).toHaveLength(2);
    expect(await server.stop("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
    await expect.poll(() => workers.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });

  it("does not start when a worker cannot, and says why once", async () => {
    const first = await serve();
    const { port } = new URL(first.ready.url);
    const second = processes.roster(["serve", "--port", port, "--data", data, "--workers", "2"], {
      env: { ROSTER_DATABASE_URL: database.url },
    });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr.match(new RegExp(`${port}.*in use`, "g"))).toHaveLength(1);
    expect(second.stderr).toContain("Worker 1 ended with code 1 before it accepted calls; what it said above is why.");
    await first.stop();
  });
});
