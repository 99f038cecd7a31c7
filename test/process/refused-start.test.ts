import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { callOnce } from "../support/one-call.ts";
import { useProcesses } from "../support/process.ts";
import { healthz } from "./methods.ts";

const processes = useProcesses();

/** Runs Roster to its end. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const process = processes.roster(args, { env });
  const { code } = await process.exited;
  return { code, stdout: process.stdout, stderr: process.stderr };
}

/** A port that this process holds until the function it is given has ended. */
async function withTakenPort(use: (port: number) => Promise<void>): Promise<void> {
  const holder = createServer();
  holder.listen(0, "127.0.0.1");
  await once(holder, "listening");
  const address = holder.address();
  try {
    if (address === null || typeof address === "string") throw new Error("the holder has no port");
    await use(address.port);
  } finally {
    holder.close();
  }
}

describe("command line", () => {
  it("prints its version", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });

  const helps: ReadonlyArray<{ args: readonly string[]; want: RegExp }> = [
    { args: ["--help"], want: /roster serve/ },
    { args: ["help"], want: /roster serve/ },
    { args: ["serve", "--help"], want: /--port PORT[\s\S]*ROSTER_DATABASE_URL[\s\S]*Exit codes/ },
  ];
  for (const { args, want } of helps) {
    it(`explains itself for "roster ${args.join(" ")}"`, async () => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(want);
    });
  }

  it("lists every problem of the configuration at once, and exits with 2", async () => {
    const args = ["serve", "--port", "http", "--colour", "--tls-cert", "cert.pem", "--memory", "--data", "somewhere"];
    const { code, stdout, stderr } = await run(args, { ROSTER_LOG_LEVEL: "loud", ROSTER_ADMIN_TOKEN: "short-secret" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("The configuration has 6 problems:");
    for (const word of ["--port", "--colour", "--tls-key", "--memory and --data", "ROSTER_LOG_LEVEL"]) {
      expect(stderr).toContain(word);
    }
    expect(stderr).toContain("ROSTER_ADMIN_TOKEN");
    expect(stderr).not.toContain("short-secret");
  });
});

describe("refused start", () => {
  it("names the process that uses the folder already, and leaves that one alone", async () => {
    const data = processes.folder();
    const first = await processes.serve(["--data", data]);
    const second = await run(["serve", "--port", "0", "--data", data]);
    expect(second).toEqual({
      code: 1,
      stdout: "",
      stderr: `the data folder ${data} is in use by the process ${first.pid}; stop it, or name another folder (several processes need PostgreSQL)\n`,
    });
    expect(await callOnce(first.ready.url, healthz, {})).toHaveProperty("ok");
  });

  it("takes a folder whose process was killed", async () => {
    const data = processes.folder();
    const first = await processes.serve(["--data", data]);
    expect(await first.stop("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
    const second = await processes.serve(["--data", data]);
    expect(second.ready.instanceId).toBe(first.ready.instanceId);
  });

  it("says that the port is in use, and what to do", async () => {
    await withTakenPort(async (port) => {
      const { code, stderr } = await run(["serve", "--port", String(port), "--data", processes.folder()]);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `Cannot listen on 127.0.0.1, port ${port}: port ${port} is in use by another program. Stop that one, or choose another port; 0 takes a free one.\n`,
      );
    });
  });

  const unusable: ReadonlyArray<{ name: string; inside: readonly string[] }> = [
    { name: "a file", inside: ["file"] },
    { name: "below a file", inside: ["file", "data"] },
  ];
  for (const { name, inside } of unusable) {
    it(`says that the data folder cannot be used when it is ${name}`, async () => {
      const folder = processes.folder();
      writeFileSync(join(folder, "file"), "");
      const data = join(folder, ...inside);
      const { code, stdout, stderr } = await run(["serve", "--port", "0", "--data", data]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^the data folder \S+ cannot be used: .*; name another folder or give .* right .*\n$/);
      expect(stderr).toContain(data);
    });
  }

  it("says that the ready file cannot be written", async () => {
    const folder = processes.folder();
    const readyFile = join(folder, "missing", "ready.json");
    const { code, stderr } = await run(["serve", "--port", "0", "--data", folder, "--ready-file", readyFile]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The ready file ".*" cannot be written: .*\n$/);
  });

  it("says that the database server does not answer, without its password", async () => {
    const url = "postgres://roster:very-secret@127.0.0.1:1/roster";
    const { code, stderr } = await run(["serve", "--port", "0", "--data", processes.folder()], {
      ROSTER_DATABASE_URL: url,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^cannot open the database roster on 127\.0\.0\.1:1 as roster: .*no server listens there.*\n$/,
    );
    expect(stderr).not.toContain("very-secret");
  });
});
