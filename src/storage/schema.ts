import { migrations } from "./migrations/migrate.ts";
import { type StorageLocation, systemNowUs } from "./open.ts";
import { findMissingOfDatabase, migrateDatabase } from "./postgres/schema.ts";
import { findMissingOfFolder, migrateFolder } from "./sqlite/schema.ts";

/** One step of the schema, by what people call it. */
export interface SchemaStep {
  readonly number: number;
  readonly name: string;
}

/** How long connecting may take: somebody waits, and a database that is well answers at once. */
export const connectTimeoutMs = 5_000;

/**
 * The steps that the database's tables lack; all of them for a database that is not there. Nothing is written, and a
 * server may be using it.
 *
 * @throws StorageOpenError
 */
export async function findMissingSteps(location: StorageLocation): Promise<readonly SchemaStep[]> {
  switch (location.kind) {
    case "sqlite":
      return findMissingOfFolder(location.folder);
    case "postgres":
      return findMissingOfDatabase({ url: location.url, connectTimeoutMs });
    case "memory":
      return migrations;
  }
}

/**
 * Brings the tables up to date, as opening the storage does; answers the steps that were taken now.
 *
 * @throws StorageOpenError
 */
export async function migrateStorage(location: StorageLocation): Promise<readonly SchemaStep[]> {
  const applied = await runMigrations(location);
  return migrations.filter(({ number }) => applied.includes(number));
}

async function runMigrations(location: StorageLocation): Promise<readonly number[]> {
  switch (location.kind) {
    case "sqlite":
      return migrateFolder(location.folder, systemNowUs);
    case "postgres":
      return migrateDatabase({ url: location.url, connectTimeoutMs }, systemNowUs);
    case "memory":
      return [];
  }
}

/** The number of the newest step that this program knows. */
export const newestStep: number = migrations.at(-1)?.number ?? 0;
