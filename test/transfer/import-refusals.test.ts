import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStorage } from "../../src/storage/open.ts";
import type { TransferLocation } from "../../src/storage/transfer/index.ts";
import { dryRunImport } from "../../src/transfer/dry-run.ts";
import { type ImportOptions, importDirectory } from "../../src/transfer/import-directory.ts";
import { acme, addOrgs, addUsers, sampleInstance, sampleUser } from "../storage/sample.ts";
import { postgresEngine, type TestPlace } from "../support/engines.ts";
import { useProcesses } from "../support/process.ts";
import { type ExportText, exportTo, writeExport, writeExportLines } from "./export-text.ts";

const folders = useProcesses(afterAll);
const root = folders.folder();
let exported: ExportText;
let fileCount = 0;

const counts = { instance: 1, orgs: 1, users: 2, alias_counter: 1 };

const newFile = (): string => join(root, `file-${fileCount++}.ndjson`);
const newPlace = () => ({ kind: "sqlite", folder: join(root, `place-${fileCount++}`) }) as const;
const options = (file: string, location: TransferLocation): ImportOptions => ({ file, location, nowMs: Date.now });

/** The message that the work fails with, which must be for people. */
async function messageOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ isForPeople: true });
  return error instanceof Error ? error.message : "";
}

beforeAll(async () => {
  const folder = join(root, "source");
  const storage = await openStorage({ kind: "sqlite", folder });
  await addOrgs(storage, acme);
  await addUsers(storage, sampleUser("200000000000000001"), sampleUser("200000000000000002"));
  await storage.command({ keys: [], run: (tx) => tx.instance.insert(sampleInstance) });
  await storage.close();
  exported = await exportTo(newFile(), { kind: "sqlite", folder });
});

/** The rows with something else in place of a part of them. */
const edit = (from: string | RegExp, to: string): ExportText => ({
  ...exported,
  rows: exported.rows.map((row) => row.replace(from, to)),
});

describe("a file that is not as an export wrote it is refused before anything is written", () => {
  const files: readonly { name: string; write: (file: string) => void; want: RegExp }[] = [
    { name: "nothing", write: (file) => writeFileSync(file, ""), want: /is empty; name a file/ },
    { name: "something else", write: (file) => writeExportLines(file, ["{}"]), want: /is not an export of Roster/ },
    { name: "bytes that are no text", write: (file) => writeFileSync(file, "\xff\0\n"), want: /is not an export/ },
    {
      name: "the beginning only",
      write: (file) => writeExportLines(file, [JSON.stringify(exported.header), ...exported.rows]),
      want: /is cut off: its last line must be \{"end": \.\.\.\}/,
    },
    {
      name: "the beginning only, compressed",
      write(file) {
        writeExport(file, exported);
        const compressed = gzipSync(readFileSync(file));
        writeFileSync(file, compressed.subarray(0, compressed.length - 20));
      },
      want: /cannot be read: unexpected end of file/,
    },
    {
      name: "a changed row",
      write: (file) =>
        writeExportLines(file, [
          JSON.stringify(exported.header),
          ...edit(/"last_name":"[^"]*"/, '"last_name":"Changed"').rows,
          JSON.stringify({ end: exported.end }),
        ]),
      want: /is not as it was written: its rows have the SHA-256 .* Nothing was imported/,
    },
    {
      name: "a row less",
      write: (file) =>
        writeExportLines(file, [
          JSON.stringify(exported.header),
          ...exported.rows.filter((row) => !row.includes('"id":"200000000000000002"')),
          JSON.stringify({ end: exported.end }),
        ]),
      want: /it has 1 rows of users, and the last line says 2/,
    },
    {
      name: "a later format",
      write: (file) => writeExport(file, { ...exported, header: { ...exported.header, version: 2 } }),
      want: /was written by a newer version of this program \(format 2, /,
    },
    {
      name: "a later schema",
      write: (file) => writeExport(file, { ...exported, header: { ...exported.header, schema: 9_999 } }),
      want: /was written by a newer version of this program \(.*schema 9999; /,
    },
  ];
  for (const { name, write, want } of files) {
    it(name, async () => {
      const file = newFile();
      write(file);
      const place = newPlace();
      expect(await messageOf(importDirectory(options(file, place)))).toMatch(want);
      expect(existsSync(place.folder)).toBe(false);
    });
  }

  it("one that is not there", async () => {
    expect(await messageOf(importDirectory(options(newFile(), newPlace())))).toMatch(/cannot be read: ENOENT/);
  });
});

describe("a row that cannot be is named by its line and column", () => {
  const rows: readonly { name: string; file: () => ExportText; want: RegExp }[] = [
    {
      name: "no JSON",
      file: () => edit(/"state":1,/, '"state":1;'),
      want: /line 4, column \d+: it is not JSON/,
    },
    {
      name: "an unknown table",
      file: () => ({ ...exported, rows: [...exported.rows, '{"table":"pets","row":{}}'] }),
      want: /line 7 is no row of a table/,
    },
    {
      name: "a table that is left out",
      file: () => ({ ...exported, rows: [...exported.rows, '{"table":"migrations","row":{}}'] }),
      want: /line 7 is no row of a table/,
    },
    {
      name: "an unknown column",
      file: () => edit(/"state":1,/, '"state":1,"shoe_size":43,'),
      want: /line 4, column \d+: there is no column "shoe_size"/,
    },
    {
      name: "a column that is missing",
      file: () => edit(/"user_name":"[^"]*",/, ""),
      want: /line 4, column 18: the column "user_name" is missing/,
    },
    {
      name: "a number for a text",
      file: () => edit(/"user_name":"[^"]*"/, '"user_name":7'),
      want: /line 4, column \d+: "user_name" must be a text/,
    },
    {
      name: "a fraction",
      file: () => edit('"state":1,', '"state":1.5,'),
      want: /"state" must be a whole number between/,
    },
    {
      name: "U+0000",
      file: () => edit(/"user_name":"[^"]*"/, '"user_name":"a\\u0000b"'),
      want: /"user_name" must not hold U\+0000/,
    },
    {
      name: "null where a value must be",
      file: () => edit('"state":1,', '"state":null,'),
      want: /"state" must not be null/,
    },
    {
      name: "a reference to nothing",
      file: () => edit(/"org_id":"[^"]*","type"/, '"org_id":"1","type"'),
      want: /line 4, column 1: the row of users refers to a row that is not there/,
    },
    {
      name: "one id twice",
      file: () => edit('"200000000000000002"', '"200000000000000001"'),
      want: /line 5, column 1: another row has the same key as this one of users \(user-(id|name)\)/,
    },
  ];
  for (const { name, file: make, want } of rows) {
    it(name, async () => {
      const file = newFile();
      writeExport(file, make());
      expect(await messageOf(dryRunImport(options(file, newPlace())))).toMatch(want);
      expect(await messageOf(importDirectory(options(file, newPlace())))).toMatch(want);
    });
  }

  it("and the directory it was imported into is not served, and says why", async () => {
    const file = newFile();
    writeExport(file, edit('"200000000000000002"', '"200000000000000001"'));
    const place = newPlace();
    expect(await messageOf(importDirectory(options(file, place)))).toMatch(
      /3 of \d+ rows are imported, and no server starts on the directory: empty it before another import$/,
    );
    expect(await messageOf(openStorage(place))).toMatch(
      /^an import into this directory is not finished: it has 3 of \d+ rows of the export of 2023-11-14T22:13:20\.000Z; run "roster import" again/,
    );
    expect(await messageOf(exportTo(newFile(), place))).toMatch(/an import into this directory is not finished/);
    const other = newFile();
    writeExport(other, exported);
    expect(await messageOf(importDirectory(options(other, place)))).toMatch(/^this is another file: an import into/);
  });
});

describe("a place that is not empty is refused", () => {
  const location = () => ({ kind: "sqlite", folder: join(root, "source") }) as const;
  for (const [name, work] of [
    ["import", importDirectory],
    ["dry run", dryRunImport],
  ] as const) {
    it(`by an ${name} on SQLite`, async () => {
      const file = newFile();
      writeExport(file, exported);
      expect(await messageOf(work(options(file, location())))).toMatch(
        /^the directory is not empty: there are rows in instance; import into a folder or a database that no server has/,
      );
    });
  }

  it("by both on PostgreSQL", async () => {
    const place: TestPlace = await postgresEngine.createPlace();
    if (place.location.kind === "memory") throw new Error("not a lasting place");
    const file = newFile();
    writeExport(file, exported);
    expect((await dryRunImport(options(file, place.location))).counts).toEqual(counts);
    await importDirectory(options(file, place.location));
    expect(await messageOf(importDirectory(options(file, place.location)))).toMatch(/^the directory is not empty/);
    expect(await messageOf(dryRunImport(options(file, place.location)))).toMatch(/^the directory is not empty/);
    await place.remove();
  });

  it("an export of a place without a directory too", async () => {
    expect(await messageOf(exportTo(newFile(), newPlace()))).toMatch(/^there is no directory in /);
    const place = newPlace();
    await (await openStorage(place)).close();
    expect(await messageOf(exportTo(newFile(), place))).toMatch(/^there is no directory to export/);
  });
});

describe("a dry run", () => {
  it("tells what would be imported, and writes nothing", async () => {
    const file = newFile();
    writeExport(file, exported);
    const place = newPlace();
    const before = readdirSync(root);
    expect(await dryRunImport(options(file, place))).toEqual({ counts, resumedCount: 0 });
    expect(readdirSync(root)).toEqual(before);
  });

  it("tells all problems of a file at once, the first ten of many", async () => {
    const file = newFile();
    writeExport(file, edit('"state":1,', '"state":"one",'));
    expect((await messageOf(dryRunImport(options(file, newPlace())))).split("\n")).toEqual([
      `${file} cannot be imported:`,
      expect.stringMatching(/^ {2}- line 4, column \d+: "state" must be a whole number/),
      expect.stringMatching(/^ {2}- line 5, column \d+: "state" must be a whole number/),
    ]);
    const user = exported.rows.find((row) => row.startsWith('{"table":"users"')) ?? "";
    writeExport(file, { ...exported, rows: [...exported.rows, ...Array.from({ length: 20 }, () => user)] });
    const problems = (await messageOf(dryRunImport(options(file, newPlace())))).split("\n");
    expect(problems).toHaveLength(12);
    expect(problems.at(-1)).toBe("There may be more.");
  });
});
