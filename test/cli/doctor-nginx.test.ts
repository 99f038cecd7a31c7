import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { leaveOut } from "../support/loud.ts";
import { freePort } from "../support/postgres-server.ts";
import { useProcesses } from "../support/process.ts";
import { runCommand } from "./run-command.ts";

const processes = useProcesses(afterAll);
const certificate = join(projectFolder, "test/tls/localhost.cert.pem");
const key = join(projectFolder, "test/tls/localhost.key.pem");

const nginx = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"]
  .map((folder) => join(folder, "nginx"))
  .find((file) => existsSync(file));
if (nginx === undefined) leaveOut("roster doctor through nginx", "there is no nginx", "install nginx-light");

/** Starts nginx over TLS with these locations, and resolves with its address. */
async function startNginx(program: string, locations: string): Promise<string> {
  const folder = processes.folder();
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    file,
    `daemon off; pid ${folder}/pid; error_log stderr; ${process.getuid?.() === 0 ? "user root;" : ""} events {}
    http { access_log off; ${paths.join(" ")}
      server {
        listen 127.0.0.1:${port} ssl http2;
        ssl_certificate ${certificate}; ssl_certificate_key ${key};
        ${locations}
      }
    }`,
  );
  const proxy = processes.start(program, ["-e", "stderr", "-c", file]);
  const ended = proxy.exited.then(() => {
    throw new Error(`nginx ended:\n${proxy.stderr}`);
  });
  await Promise.race([ended, vi.waitFor(() => connectOnce(port), { timeout: 20_000, interval: 20 })]);
  ended.catch(() => undefined);
  return `https://localhost:${port}`;
}

const connectOnce = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });

describe.skipIf(nginx === undefined)("roster doctor through nginx", () => {
  const setUps = [
    {
      name: "nothing when gRPC has grpc_pass, and bodies have room",
      locations: (host: string) => `client_max_body_size 4m;
        location / { if ($http_content_type = "application/grpc") { rewrite ^ /grpc$uri last; } proxy_pass http://${host}; }
        location /grpc/ { internal; rewrite ^/grpc(/.*)$ $1 break; grpc_pass grpc://${host}; }`,
      want: { code: 0, failed: [] },
    },
    {
      name: "that gRPC and large bodies do not get through as it comes",
      locations: (host: string) => `location / { proxy_pass http://${host}; }`,
      want: { code: 1, failed: ["gRPC", "large bodies"] },
    },
  ];
  for (const { name, locations, want } of setUps) {
    it(`finds ${name}`, async () => {
      const server = await processes.serve(["--data", processes.folder()]);
      const url = await startNginx(nginx ?? "", locations(new URL(server.ready.url).host));
      const args = ["doctor", "--url", url, "--origin", "https://app.example", "--json"];
      const env = { NODE_EXTRA_CA_CERTS: certificate, ROSTER_TOKEN: server.ready.adminToken ?? "" };
      const { code, stdout } = await runCommand(processes, args, { env });
      const results: readonly { name: string; status: string; found: string }[] = JSON.parse(stdout);
      const failed = results.filter(({ status }) => status === "failed").map((result) => result.name);
      expect({ code, failed }, stdout).toEqual(want);
      expect(results.find((result) => result.name === "certificate")).toMatchObject({ status: "ok" });
    });
  }
});
