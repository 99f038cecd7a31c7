import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { gunzipSync } from "node:zlib";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { type TestProcess, useProcesses } from "../support/process.ts";
import { type ExportText, readExport, writeExport } from "../transfer/export-text.ts";

const processes = useProcesses(afterAll);
const root = processes.folder();
const bigFile = join(root, "big.ndjson");
let big: ExportText;

/** Runs Roster to its end. */
async function run(...args: readonly string[]) {
  const child = processes.roster(args);
  const { code } = await child.exited;
  return { code, stdout: child.stdout, stderr: child.stderr };
}

/** Runs Roster in a shell in which no file can be longer: what a full disk looks like. */
async function runWithMaxKib(maxKib: number, ...args: readonly string[]) {
  const command = `trap '' XFSZ; ulimit -f ${maxKib}; exec "$0" "$@"`;
  const child = processes.start("bash", ["-c", command, process.execPath, builtProgram(), ...args]);
  const { code } = await child.exited;
  return { code, stderr: child.stderr };
}

const export_ = async (data: string): Promise<ExportText> => {
  const { code, stdout } = await run("export", "-", "--data", data);
  expect(code).toBe(0);
  return readExport(stdout);
};

/** Rows in the order in which an export has them or not. */
const sorted = (rows: readonly string[]): readonly string[] => [...rows].sort();

/** How many rows the import has committed by now; 0 before there is anything to look into. */
function importedCount(data: string): number {
  const file = join(data, "roster.db");
  if (!existsSync(file)) return 0;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return Number(database.prepare("SELECT imported_count FROM import_progress").get()?.imported_count ?? 0);
    } finally {
      database.close();
    }
  } catch {
    // It is just being made.
    return 0;
  }
}

/** Starts an import, and stops it by the signal when it has written more than so many rows. */
async function stopImport(data: string, afterCount: number, signal: NodeJS.Signals) {
  const child: TestProcess = processes.roster(["import", bigFile, "--data", data]);
  await vi.waitFor(() => expect(importedCount(data)).toBeGreaterThan(afterCount), { timeout: 20_000, interval: 2 });
  const exit = await child.stop(signal);
  return { exit, stderr: child.stderr };
}

beforeAll(async () => {
  const data = join(root, "demo");
  const server = await processes.serve(["--data", data, "--demo"]);
  const exported = await export_(data);
  await server.stop();
  const event = {
    type: "user.changed",
    resource_owner: "1",
    editor_id: "1",
    face: "roster",
    time_us: 1,
    payload: "{}",
  };
  const history = Array.from({ length: 60_000 }, (_, index) => ({
    aggregate_type: "user",
    aggregate_id: String(9_000_000 + index),
    sequence: 1,
    ...event,
  }));
  const rows = [...exported.rows, ...history.map((row) => JSON.stringify({ table: "events", row }))];
  writeExport(bigFile, { header: exported.header, rows });
  big = readExport(readFileSync(bigFile, "utf8"));
});

describe("roster import that is stopped", () => {
  it("goes on where it was, after a signal and after a crash, and nobody serves the half of it", async () => {
    const data = join(root, "stopped");
    const first = await stopImport(data, 0, "SIGTERM");
    expect(first.exit).toEqual({ code: 143, signal: null });
    expect(first.stderr).toMatch(/The import was stopped\. \d+ of \d+ rows are imported.*it goes on where it stopped/);
    const afterFirst = importedCount(data);

    const second = await stopImport(data, afterFirst, "SIGKILL");
    expect(second.exit).toEqual({ code: null, signal: "SIGKILL" });
    const afterSecond = importedCount(data);
    expect(afterSecond).toBeLessThan(big.rows.length);

    const served = await run("serve", "--port", "0", "--data", data);
    expect(served).toEqual({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^an import into this directory is not finished: it has \d+ of \d+ rows of the export of .*; run "roster import" again with that file, or give up the directory and use an empty one\n$/,
      ),
    });

    const last = await run("import", bigFile, "--data", data);
    expect(last).toMatchObject({ code: 0, stdout: "" });
    expect(last.stderr).toContain(
      `${afterSecond.toLocaleString("en-US")} of the rows were there from an import before.`,
    );
    const exported = await export_(data);
    expect(sorted(exported.rows)).toEqual(sorted(big.rows));
    expect(exported.end.counts).toMatchObject(big.end.counts);
    const server = await processes.serve(["--data", data]);
    expect((await server.stop()).code).toBe(0);
  });

  it("by a full disk says so, and goes on when there is room", async () => {
    const data = join(root, "full");
    const full = await runWithMaxKib(2_500, "import", bigFile, "--data", data);
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(
      /The import has stopped: SQLite cannot work on its file now: .* run the same command again/,
    );
    expect((await run("import", bigFile, "--data", data)).code).toBe(0);
    expect((await export_(data)).end.counts).toMatchObject(big.end.counts);
  });
});

describe("roster export", () => {
  const data = join(root, "imported");
  beforeAll(async () => {
    expect((await run("import", bigFile, "--data", data)).code).toBe(0);
  });

  it("writes beside a running server, to a file, compressed and to standard output alike, and tells exact counts", async () => {
    const folder = join(root, "files");
    mkdirSync(folder);
    const server = await processes.serve(["--data", data]);
    const file = await run("export", join(folder, "x.ndjson"), "--data", data);
    const compressed = await run("export", join(folder, "x.ndjson.gz"), "--data", data);
    const { rows, end } = await export_(data);
    await server.stop();
    expect([file.code, compressed.code]).toEqual([0, 0]);
    expect(readdirSync(folder).sort()).toEqual(["x.ndjson", "x.ndjson.gz"]);
    const text = readExport(readFileSync(join(folder, "x.ndjson"), "utf8"));
    const unpacked = readExport(gunzipSync(readFileSync(join(folder, "x.ndjson.gz"))).toString());
    expect([text.rows, text.end]).toEqual([rows, end]);
    expect([unpacked.rows, unpacked.end]).toEqual([rows, end]);
    expect(file.stdout).toBe("");
    expect(file.stderr).toMatch(/^users +21$/m);
    expect(file.stderr).toMatch(/^Exported to \S+x\.ndjson: 60,\d{3} rows in \d+\.\d s, [\d,]+ a second\.\n$/m);
  });

  it("leaves nothing behind when the disk is full", async () => {
    const folder = join(root, "no-room");
    mkdirSync(folder);
    const { code, stderr } = await runWithMaxKib(1_000, "export", join(folder, "x.ndjson"), "--data", data);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /x\.ndjson cannot be written: EFBIG.*; nothing was exported: make room, or name another file\n$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("asks for a file", async () => {
    const { code, stderr } = await run("export");
    expect(code).toBe(2);
    expect(stderr).toContain("FILE is missing");
  });
});

describe("roster import of another schema", () => {
  it("names the versions", async () => {
    const file = join(root, "newer.ndjson");
    writeExport(file, { header: { ...big.header, schema: 9_999 }, rows: [] });
    const { code, stderr } = await run("import", file, "--data", join(root, "newer"));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/by a newer version of this program/) });
  });
});
