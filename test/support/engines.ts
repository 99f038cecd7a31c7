import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenedStorage, openStorage, type StorageHooks, type StorageLocation } from "../../src/storage/open.ts";
import { createDatabase } from "./postgres.ts";

/** A place for a directory, empty and of its own. */
export interface TestPlace {
  readonly location: StorageLocation;
  /** Opens the storage there; it can be closed and opened again, except in memory. */
  open(hooks?: StorageHooks): Promise<OpenedStorage>;
  /** Removes the place. Storages that are open there must be closed before. */
  remove(): Promise<void>;
}

/** An engine for matrix tests. */
export interface TestEngine {
  readonly name: "sqlite" | "sqlite-folder" | "postgres";
  /** A storage in a place of its own, which is removed when the storage is closed. */
  open(hooks?: StorageHooks): Promise<OpenedStorage>;
  createPlace(): Promise<TestPlace>;
}

const place = (location: StorageLocation, remove: () => Promise<void>): TestPlace => ({
  location,
  open: (hooks = {}) => openStorage({ ...location, ...hooks }),
  remove,
});

const engine = (name: TestEngine["name"], createPlace: () => Promise<TestPlace>): TestEngine => ({
  name,
  createPlace,
  async open(hooks) {
    const created = await createPlace();
    const storage = await created.open(hooks);
    return {
      ...storage,
      async close() {
        await storage.close();
        await created.remove();
      },
    };
  },
});

/** SQLite in memory: the fastest. */
export const sqliteEngine = engine("sqlite", async () => place({ kind: "memory" }, async () => {}));

/** SQLite as it is run: a folder, every commit on disk. */
export const sqliteFolderEngine = engine("sqlite-folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "roster-sqlite-"));
  return place({ kind: "sqlite", folder }, async () => rmSync(folder, { recursive: true, force: true }));
});

/** A real PostgreSQL server; a fresh database for each place. */
export const postgresEngine = engine("postgres", async () => {
  const database = await createDatabase();
  return place({ kind: "postgres", url: database.url }, () => database.drop());
});

const { STORAGE } = process.env;

/** The engines of matrix tests: `STORAGE=sqlite` or `STORAGE=postgres` narrows them. */
export const engines: readonly TestEngine[] = [sqliteEngine, postgresEngine].filter(
  ({ name }) => STORAGE === undefined || STORAGE === name,
);
