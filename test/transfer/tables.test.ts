import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/storage/migrations/migrate.ts";
import { openConnection } from "../../src/storage/sqlite/connection.ts";
import { sqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { exportedTables, leftOutTables } from "../../src/storage/transfer/table-names.ts";
import { projectFolder } from "../support/built-program.ts";

/** The tables that the migrations make, each with those that its rows refer to. */
async function readReferences(): Promise<ReadonlyMap<string, readonly string[]>> {
  const connection = openConnection(":memory:");
  await migrate({ connection, ddl: sqliteDialect.ddl, nowUs: () => 0 });
  const { database } = connection;
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const references = new Map(
    names.map((row: { name: string }) => [
      row.name,
      database
        .prepare(`PRAGMA foreign_key_list("${row.name}")`)
        .all()
        .map((key: { table: string }) => key.table),
    ]),
  );
  database.close();
  return references;
}

describe("tables of an export", () => {
  it("are all that there are, save those that are left out with a reason", async () => {
    const known: readonly string[] = [...exportedTables, ...Object.keys(leftOutTables)];
    expect([...known].sort()).toEqual([...(await readReferences()).keys()].sort());
    expect(Object.values(leftOutTables).filter((reason) => reason.length < 10)).toEqual([]);
  });

  it("stand behind those that their rows refer to", async () => {
    const references = await readReferences();
    const order: readonly string[] = exportedTables;
    for (const [index, table] of order.entries()) {
      const later = (references.get(table) ?? []).filter((other) => order.indexOf(other) >= index);
      expect(later, table).toEqual([]);
    }
  });
});

describe("docs/export-format.md", () => {
  const text = readFileSync(join(projectFolder, "docs", "export-format.md"), "utf8");

  it("lists the tables in the order of the file", () => {
    const list = /each behind those that\s+its rows refer to: ([^.]*)\./.exec(text)?.[1] ?? "";
    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...exportedTables]);
  });

  it("says why tables are left out", () => {
    for (const [table, reason] of Object.entries(leftOutTables)) expect(text).toContain(`| \`${table}\` | ${reason} |`);
  });
});
