import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { createDatabase } from "../support/postgres.ts";
import { useProcesses } from "../support/process.ts";
import { runHere } from "./run-here.ts";

const processes = useProcesses(afterAll);

interface Result {
  readonly name: string;
  readonly status: string;
  readonly found: string;
  readonly advice?: string;
}

async function examine(...flags: string[]): Promise<{ code: number | null; by: Readonly<Record<string, Result>> }> {
  const { code, stdout } = await runHere(["doctor", "--json", ...flags]);
  const results: readonly Result[] = JSON.parse(stdout);
  return { code, by: Object.fromEntries(results.map((result) => [result.name, result])) };
}

/** A folder whose server has started once and ended. */
async function makeFolder(): Promise<string> {
  const data = processes.folder();
  await (await processes.serve(["--data", data])).stop();
  return data;
}

const certificate = join(projectFolder, "test/tls/localhost.cert.pem");
const key = join(projectFolder, "test/tls/localhost.key.pem");

describe("roster doctor", () => {
  it("finds nothing wrong beside a server that runs, and sees it on its port", async () => {
    const data = processes.folder();
    const server = await processes.serve(["--data", data]);
    const { code, by } = await examine("--data", data, "--port", new URL(server.ready.url).port);
    expect(code, JSON.stringify(by)).toBe(0);
    expect(by["database"]).toMatchObject({ status: "ok", found: expect.stringMatching(/^SQLite .*up to date$/) });
    expect(by["port"]?.found).toContain("A Roster listens");
  });

  it("finds nothing wrong before the first start, and makes nothing", async () => {
    const data = join(processes.folder(), "data");
    const { code, by } = await examine("--data", data, "--port", "0");
    expect(code).toBe(0);
    expect(by["data folder"]?.found).toContain("is not there yet");
  });

  it("looks at PostgreSQL and its clock", async () => {
    const database = await createDatabase();
    const { code, by } = await examine("--database-url", database.url, "--data", processes.folder(), "--port", "0");
    expect(by["database"]).toMatchObject({ status: "ok", found: expect.stringMatching(/^PostgreSQL .*up to date$/) });
    expect(by["database clock"]?.status).toBe("ok");
    expect(code).toBe(0);
    await database.drop();
  });

  it("sees that a PostgreSQL is not reached", async () => {
    const { code, by } = await examine("--database-url", "postgres://u:secret@127.0.0.1:1/d", "--port", "0");
    expect(code).toBe(1);
    expect(by["database"]).toMatchObject({
      status: "failed",
      found: expect.stringContaining("no server listens there"),
    });
    expect(JSON.stringify(by)).not.toContain("secret");
  });

  it("sees a damaged database", async () => {
    const data = await makeFolder();
    const file = join(data, "roster.db");
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x55, bytes.length - 200_000, bytes.length - 50_000));
    const { code, by } = await examine("--data", data, "--port", "0");
    expect(code).toBe(1);
    expect(by["database"]).toMatchObject({ status: "failed", found: expect.stringMatching(/damaged/) });
  });

  it("sees that the master key of stored signing keys is gone", async () => {
    const data = await makeFolder();
    const database = new DatabaseSync(join(data, "roster.db"));
    const columns: readonly { name: string; type: string }[] = database
      .prepare("PRAGMA table_info(signing_keys)")
      .all();
    const values = columns.map(({ type }) => (type === "TEXT" ? "'x'" : "1")).join(", ");
    database.exec(`INSERT INTO signing_keys VALUES (${values})`);
    database.close();
    const { by } = await examine("--data", data, "--port", "0");
    expect(by["master key"]).toMatchObject({ status: "warning", advice: expect.stringContaining("ROSTER_MASTER_KEY") });
  });

  it("sees a data folder that others can read, and one that is a file", async () => {
    const data = join(processes.folder(), "data");
    mkdirSync(data);
    chmodSync(data, 0o755);
    expect((await examine("--data", data, "--port", "0")).by["data folder"]).toMatchObject({
      status: "warning",
      advice: expect.stringContaining("chmod 700"),
    });
    const file = join(data, "file");
    writeFileSync(file, "");
    expect((await examine("--data", file, "--port", "0")).by["data folder"]?.status).toBe("failed");
  });

  it("sees that another program has the port", async () => {
    const holder = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(holder, "listening");
    const address = holder.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, by } = await examine("--data", processes.folder(), "--port", String(port));
    holder.close();
    expect(code).toBe(1);
    expect(by["port"]).toMatchObject({ status: "failed", found: expect.stringContaining("Another program") });
  });

  const certificates = [
    { name: "that fits its key", files: [certificate, key], want: { status: "ok" } },
    { name: "in place of a key", files: [certificate, certificate], want: { status: "failed" } },
    { name: "that is not there", files: ["nowhere.pem", key], want: { status: "failed" } },
  ];
  for (const { name, files, want } of certificates) {
    it(`looks at a certificate ${name}`, async () => {
      const [cert = "", privateKey = ""] = files;
      const flags = ["--data", processes.folder(), "--port", "0", "--tls-cert", cert, "--tls-key", privateKey];
      expect((await examine(...flags)).by["certificate"]).toMatchObject(want);
    });
  }

  it("lists every problem of the configuration", async () => {
    const { code, stderr } = await runHere(["doctor", "--port", "x", "--tls-cert", "c.pem", "--colour"]);
    expect(code).toBe(2);
    expect(stderr).toContain("2 problems");
  });
});
