import { once } from "node:events";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get, type RequestOptions } from "node:https";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";

const processes = useProcesses();

const identities = join(projectFolder, "test", "tls");
const certificateOf = (name: "localhost" | "renewed") => join(identities, `${name}.cert.pem`);
const keyOf = (name: "localhost" | "renewed") => join(identities, `${name}.key.pem`);

/** The subject of the certificate that a new connection gets, and a certificate that it checks against. */
async function subjectOf(server: ServerProcess, trusted: "localhost" | "renewed"): Promise<unknown> {
  const { hostname, port } = new URL(server.ready.url);
  const socket = connectTls({ host: hostname, port: Number(port), ca: readFileSync(certificateOf(trusted)) });
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
}

async function statusOf(url: string, options: RequestOptions): Promise<number | undefined> {
  const [response] = await once(get(url, options), "response");
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

describe("SIGHUP", () => {
  it("gives new connections the new certificate, keeps open ones, and keeps a good certificate for a bad one", async () => {
    const folder = processes.folder();
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    copyFileSync(certificateOf("localhost"), cert);
    copyFileSync(keyOf("localhost"), key);
    const flags = ["--data", processes.folder(), "--tls-cert", cert, "--tls-key", key, "--log-format", "json"];
    const server = await processes.serve(flags);
    expect(await subjectOf(server, "localhost")).toBe("localhost");
    const agent = new Agent({ ca: readFileSync(certificateOf("localhost")), keepAlive: true, maxSockets: 1 });
    expect(await statusOf(`${server.ready.url}/ready`, { agent })).toBe(200);

    copyFileSync(certificateOf("renewed"), cert);
    copyFileSync(keyOf("renewed"), key);
    process.kill(server.pid, "SIGHUP");
    await server.whenSaid("new connections get the certificate that was read anew");
    expect(server.stdout).toContain("CN=localhost renewed");
    expect(await subjectOf(server, "renewed")).toBe("localhost renewed");
    await expect(subjectOf(server, "localhost")).rejects.toThrow("self-signed certificate");
    // The connection from before: a new one would not be trusted.
    expect(await statusOf(`${server.ready.url}/ready`, { agent })).toBe(200);

    // The key of another certificate, half a file, none at all.
    const spoilers = [() => copyFileSync(keyOf("localhost"), key), () => writeFileSync(cert, ""), () => rmSync(cert)];
    for (const [index, spoil] of spoilers.entries()) {
      spoil();
      process.kill(server.pid, "SIGHUP");
      await expect
        .poll(() => server.stdout.split("new connections get the old certificate").length - 1)
        .toBe(index + 1);
      expect(await subjectOf(server, "renewed")).toBe("localhost renewed");
    }
    expect(server.stdout).toMatch(/key values mismatch/);
    expect(server.stdout).toContain("one of them is empty");
    expect(server.stdout).toMatch(/certificate file .* cannot be read/);
    agent.destroy();
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });

  it("reads the log level from its file anew, keeps it for a bad one, and goes back without a file", async () => {
    const file = join(processes.folder(), "log-level");
    const flags = [
      "--data",
      processes.folder(),
      "--log-level-file",
      file,
      "--log-level",
      "warn",
      "--log-format",
      "json",
    ];
    const server = await processes.serve(flags);
    const call = () => fetch(`${server.ready.url}/management/v1/orgs/me`);
    const linesOf = (message: string) => server.stdout.split(`"msg":"${message}"`).length - 1;
    async function reload(level: string | undefined, want: string): Promise<void> {
      if (level === undefined) rmSync(file);
      else writeFileSync(file, level);
      const before = linesOf(want);
      process.kill(server.pid, "SIGHUP");
      await expect.poll(() => linesOf(want)).toBe(before + 1);
    }
    await call();
    expect(linesOf("call")).toBe(0);

    await reload("info\n", "the log level is another");
    await call();
    await expect.poll(() => linesOf("call")).toBe(1);

    await reload("loud", "the log level stays as it is: its file cannot be used");
    expect(server.stdout).toContain('says \\"loud\\", but it must be one of trace, debug');
    await call();
    await expect.poll(() => linesOf("call")).toBe(2);

    await reload(undefined, "the log level is another");
    await call();
    expect(linesOf("call")).toBe(2);
    expect(server.stderr).toBe("");
    await server.stop();
  });

  it("takes the level of the file at the start, and refuses to start with a bad one", async () => {
    const file = join(processes.folder(), "log-level");
    writeFileSync(file, "silent");
    const server = await processes.serve(["--data", processes.folder(), "--log-level-file", file]);
    await fetch(`${server.ready.url}/management/v1/orgs/me`);
    await server.stop();
    expect(server.stdout).not.toContain("ManagementService/GetMyOrg");

    writeFileSync(file, "loud");
    const refused = processes.roster(["serve", "--port", "0", "--memory", "--log-level-file", file]);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toMatch(/^The log level file ".*log-level" says "loud", but it must be one of trace, /);
  });
});
