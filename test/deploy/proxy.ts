import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { freePort } from "../support/postgres-server.ts";
import type { TestProcesses } from "../support/process.ts";

/** The proxies that are run in tests. */
export type ProxyName = "nginx" | "caddy";

const certificate = join(projectFolder, "test/tls/localhost.cert.pem");
const key = join(projectFolder, "test/tls/localhost.key.pem");

/** Where a proxy of the tests listens, and which server it is in front of. */
interface Place {
  readonly folder: string;
  readonly port: number;
  readonly host: string;
}

/** Replaces each of these texts; throws when one is not there, because then the file in `deploy` has changed. */
function replaceEach(text: string, pairs: ReadonlyArray<readonly [from: string, to: string]>): string {
  return pairs.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`there is no ${JSON.stringify(from)} in the file`);
    return before.replaceAll(from, to);
  }, text);
}

const readDeployed = (name: string): string => readFileSync(join(projectFolder, "deploy", name), "utf8");

/** The file as it stands, with the ports, names and certificates of a test, inside of what a distribution has around it. */
function renderNginx({ folder, port, host }: Place): string {
  const snippet = replaceEach(readDeployed("nginx.conf"), [
    ["listen 443 ssl http2;", `listen 127.0.0.1:${port} ssl http2;`],
    ["127.0.0.1:8080", host],
    ["/etc/ssl/directory.example.com.pem", certificate],
    ["/etc/ssl/directory.example.com.key", key],
  ]);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return [
    ...["daemon off;", `pid ${folder}/nginx.pid;`, "error_log stderr;", "worker_processes 1;"],
    ...(process.getuid?.() === 0 ? ["user root;"] : []),
    "events {}",
    `http { access_log off; ${temporary.join(" ")}\n${snippet}\n}`,
  ].join("\n");
}

function renderCaddyfile({ folder, port, host }: Place): string {
  const site = `https://localhost:${port}, https://127.0.0.1:${port} {\n\ttls ${certificate} ${key}`;
  const snippet = replaceEach(readDeployed("Caddyfile"), [
    ["\ndirectory.example.com {", `\n${site}`],
    ["127.0.0.1:8080", host],
  ]);
  const options = `admin off\n\tauto_https off\n\tdefault_sni localhost\n\tstorage file_system ${folder}`;
  return `{\n\t${options}\n}\n${snippet}`;
}

const starts: Readonly<Record<ProxyName, { render(place: Place): string; args(config: string): readonly string[] }>> = {
  nginx: { render: renderNginx, args: (config) => ["-c", config] },
  caddy: { render: renderCaddyfile, args: (config) => ["run", "--config", config, "--adapter", "caddyfile"] },
};

/** Starts a proxy with the very file that is in `deploy`, in front of this server. Resolves with its address over TLS. */
export async function startProxy(
  processes: TestProcesses,
  name: ProxyName,
  program: string,
  serverUrl: string,
): Promise<string> {
  const folder = processes.folder();
  const port = await freePort();
  const config = join(folder, "proxy.conf");
  const { render, args } = starts[name];
  writeFileSync(config, render({ folder, port, host: new URL(serverUrl).host }));
  const proxy = processes.start(program, args(config), { env: { HOME: folder } });
  const ended = proxy.exited.then(() => {
    throw new Error(`${name} ended:\n${proxy.stderr}`);
  });
  await Promise.race([ended, vi.waitFor(() => connectOnce(port), { timeout: 20_000, interval: 20 })]);
  ended.catch(() => undefined);
  return `https://127.0.0.1:${port}`;
}

async function connectOnce(port: number): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}
