import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { everyOrg, StorageOpenError } from "../../src/storage/contract/index.ts";
import { openStorage } from "../../src/storage/open.ts";
import { printLoudly } from "../support/loud.ts";
import { acme, addOrgs, addUsers, sampleUser } from "./sample.ts";

describe("openStorage() of a SQLite folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "roster-sqlite-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (inside = "") => openStorage({ kind: "sqlite", folder: join(folder, inside) });
  const failure = async (inside = ""): Promise<string> => {
    const error: unknown = await open(inside).then(
      (storage) => storage.close(),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StorageOpenError);
    return String(error);
  };

  it("makes the folder, for its owner only, and finds its content again", async () => {
    const storage = await open("a/b");
    expect(statSync(join(folder, "a/b")).mode & 0o777).toBe(0o700);
    await addOrgs(storage, acme);
    await storage.close();
    const again = await open("a/b");
    expect(await again.reader.orgs.find(acme)).toMatchObject({ id: acme });
    await again.close();
  });

  it("refuses a folder that this process uses already, naming folder and process", async () => {
    const storage = await open();
    const text = await failure();
    expect(text).toContain(folder);
    expect(text).toContain(String(process.pid));
    await storage.close();
    await (await open()).close();
  });

  it("refuses a folder that another process uses, until that process is killed", { timeout: 30_000 }, async () => {
    const { child } = await startChild(folder);
    const text = await failure();
    expect(text).toContain(folder);
    expect(text).toContain(String(child.pid));
    child.kill("SIGKILL");
    await once(child, "exit");
    await (await open()).close();
  });

  it("refuses a file that is no database", async () => {
    writeFileSync(join(folder, "roster.db"), "This is a letter to my aunt. ".repeat(100));
    expect(await failure()).toMatch(/roster\.db is not a database/);
  });

  it("refuses a damaged database", async () => {
    const storage = await open();
    await addOrgs(storage, acme);
    await addUsers(storage, ...Array.from({ length: 300 }, (_, index) => sampleUser(`u${index}`)));
    await storage.close();
    const file = join(folder, "roster.db");
    const content = readFileSync(file);
    content.fill(0xa5, 8 * 4_096 + 8, 40 * 4_096);
    writeFileSync(file, content);
    expect(await failure()).toMatch(/roster\.db is damaged/);
    writeFileSync(file, content.subarray(0, content.length >> 1));
    expect(await failure()).toMatch(/roster\.db is damaged/);
  });

  it("refuses a database that a newer version made, and leaves it as it is", async () => {
    await (await open()).close();
    const { DatabaseSync } = await import("@photostructure/sqlite");
    const database = new DatabaseSync(join(folder, "roster.db"));
    database.exec("INSERT INTO migrations VALUES (99, 'from-the-future', 0)");
    database.close();
    expect(await failure()).toMatch(/newer version/);
    expect(await failure()).toMatch(/newer version/);
  });

  it("refuses a folder that is a file", async () => {
    writeFileSync(join(folder, "data"), "");
    expect(await failure("data")).toContain(join(folder, "data"));
  });

  const isRoot = process.getuid?.() === 0;
  if (isRoot)
    printLoudly("Skipped: a folder that may not be written to. Root may write everywhere; run as another user.");

  it.skipIf(isRoot)("refuses a folder that it may not write to", async () => {
    mkdirSync(join(folder, "closed"));
    chmodSync(join(folder, "closed"), 0o500);
    expect(await failure("closed")).toContain("cannot be used");
  });

  // The organization must be there before the first user.
  const addAcme = async () => {
    const storage = await open();
    await addOrgs(storage, acme);
    await storage.close();
  };

  it("finds every acknowledged write after the process was killed", { timeout: 60_000 }, async () => {
    await addAcme();
    for (let kill = 0; kill < 5; kill++) {
      const acknowledged = await writeUntilKilled(folder, `kill${kill}`);
      const storage = await open();
      const page = { offset: 0, limit: 1_000_000 };
      const { items } = await storage.reader.users.list({
        scope: everyOrg,
        filters: [],
        sortBy: "id",
        isAscending: true,
        page,
      });
      const ids = new Set<string>(items.map(({ id }) => id));
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      for (const user of items) {
        const query = {
          aggregate: { type: "user", id: user.id },
          resourceOwner: acme,
          fromSequence: 0,
          isAscending: true,
          limit: 9,
        } as const;
        expect(await storage.reader.events.list(query)).toHaveLength(1);
      }
      await storage.close();
    }
  });
});

/** A process that has the folder open, and with a prefix adds users to it. */
async function startChild(folder: string, environment: Record<string, string> = {}) {
  const script = 'import { runnerImport } from "vite"; await runnerImport(process.argv[1]);';
  const file = fileURLToPath(new URL("sqlite-child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ROSTER_CHILD_FOLDER: folder, ...environment },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect(await lines.next()).toMatchObject({ value: "open" });
  return { child, lines };
}

/** The ids that a process printed, which was killed while it wrote. */
async function writeUntilKilled(folder: string, prefix: string): Promise<readonly string[]> {
  const { child, lines } = await startChild(folder, { ROSTER_CHILD_PREFIX: prefix });
  const acknowledged: string[] = [];
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    acknowledged.push(line.value);
    if (acknowledged.length === 500) child.kill("SIGKILL");
  }
  return acknowledged;
}
