import { describe, expect, it } from "vitest";
import { migrations } from "../../src/storage/migrations/migrate.ts";
import type { Migration } from "../../src/storage/migrations/migration.ts";
import { newestSchema, openDirectoryTarget, type TransferLocation } from "../../src/storage/transfer/index.ts";
import { openReadSession } from "../../src/storage/transfer/source.ts";
import { createEmptyDatabase } from "../support/empty-database.ts";
import { sqliteFolderEngine, type TestEngine } from "../support/engines.ts";

/** What a later version may do to rows that are there. */
const later: Migration = {
  number: newestSchema + 1,
  name: "motto",
  statements: ({ text }) => [
    `ALTER TABLE orgs ADD COLUMN motto ${text} NOT NULL DEFAULT ''`,
    "UPDATE orgs SET motto = name || '!'",
  ],
};
const options = { nowUs: () => 0, migrations: [...migrations, later] };
const file = { schema: newestSchema, creationTime: "2026-05-04T03:02:01.000Z", rowsSha256: "0", rowCount: 1 };
const org = { id: "1", name: "Zoo", name_lower: "zoo", state: "active", primary_domain: "zoo.localhost", sequence: 1 };
const times = { last_sequence: 1, creation_time_us: 1, change_time_us: 1, is_externally_managed: 0 };

/** A place without tables. */
const places: Readonly<Record<string, () => Promise<{ location: TransferLocation; remove: () => Promise<void> }>>> = {
  sqlite: () => lasting(sqliteFolderEngine),
  async postgres() {
    const { url, drop } = await createEmptyDatabase();
    return { location: { kind: "postgres", url }, remove: drop };
  },
};

async function lasting(engine: TestEngine) {
  const { location, remove } = await engine.createPlace();
  if (location.kind === "memory") throw new Error("not a lasting place");
  return { location, remove };
}

async function readMotto(location: TransferLocation): Promise<unknown> {
  const session = await openReadSession(location);
  const query = { sql: "SELECT motto FROM orgs", parameters: [], isFixed: false, isWrite: false };
  const rows = await session.connection.run(query);
  await session.close();
  return rows;
}

describe.each(Object.entries(places))("a file of an older schema, on %s", (_name, createPlace) => {
  it("is imported into its own tables, which are then brought up to date", async () => {
    const { location, remove } = await createPlace();
    const target = await openDirectoryTarget(location, file, options);
    expect(target.schema.number).toBe(newestSchema);
    const table = target.schema.tables.find(({ name }) => name === "orgs");
    if (table === undefined) throw new Error("there is no orgs");
    await target.write([{ table, row: { ...org, ...times } }], 1);
    await target.finish({ orgs: 1 }, () => undefined);
    await target.close();
    expect(await readMotto(location)).toEqual([{ motto: "Zoo!" }]);
    await remove();
  });

  it("is refused where newer tables are already", async () => {
    const { location, remove } = await createPlace();
    const newer = await openDirectoryTarget(location, { ...file, schema: later.number }, options);
    await newer.finish({}, () => undefined);
    await newer.close();
    await expect(openDirectoryTarget(location, file, options)).rejects.toThrow(
      /^the tables are newer than those of the file \(schema \d+\); import into a folder or a database without tables/,
    );
    await remove();
  });

  it("is not finished when a table has not as many rows as it must", async () => {
    const { location, remove } = await createPlace();
    const target = await openDirectoryTarget(location, file, options);
    await expect(target.finish({ orgs: 1 }, () => undefined)).rejects.toThrow(
      "after the import orgs has 0 rows instead of 1: something else wrote to this directory",
    );
    await target.close();
    const again = await openDirectoryTarget(location, file, options);
    expect(again.importedCount).toBe(0);
    await again.close();
    await remove();
  });
});

describe("an import into a database that another one fills", () => {
  it("is refused on PostgreSQL", async () => {
    const { url, drop } = await createEmptyDatabase();
    const first = await openDirectoryTarget({ kind: "postgres", url }, file, options);
    await expect(openDirectoryTarget({ kind: "postgres", url }, file, options)).rejects.toThrow(
      /^another import into the database \S+ on \S+ as \S+ is running; wait for it, or stop it$/,
    );
    await first.close();
    await drop();
  });
});
