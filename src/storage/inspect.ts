import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StorageLocation } from "./open.ts";
import { findMissingOfDatabase, withConnection } from "./postgres/schema.ts";
import { connectTimeoutMs } from "./schema.ts";
import { openReadOnlyConnection } from "./sqlite/connection.ts";
import { databaseFile, openError } from "./sqlite/folder.ts";
import { findMissingOfFolder } from "./sqlite/schema.ts";

/** What can be told of a database without opening the directory in it. */
export interface StorageFacts {
  /** The engine with its version. */
  readonly engine: string;
  /** How many migrations this program has that the tables lack. */
  readonly missingSteps: number;
  /** What is wrong with its pages; `undefined` when nothing is, or the engine looks after that itself. */
  readonly damage: string | undefined;
  /** Keys for signing tokens, which are of use only with the master key they are sealed under. */
  readonly signingKeys: number;
  /** The database's clock; `undefined` when it has none of its own. */
  readonly clockMs: number | undefined;
}

/**
 * Looks at a database, and writes nothing; a server may be using it. `undefined` when there is none yet.
 *
 * @throws StorageOpenError with a text for a person: why it cannot be opened, and what to change.
 */
export async function inspectStorage(location: StorageLocation): Promise<StorageFacts | undefined> {
  switch (location.kind) {
    case "memory":
      return undefined;
    case "sqlite":
      return existsSync(join(location.folder, databaseFile)) ? inspectFolder(location.folder) : undefined;
    case "postgres":
      return inspectDatabase(location.url);
  }
}

const keysSince = 6;

async function inspectFolder(folder: string): Promise<StorageFacts> {
  const missing = await findMissingOfFolder(folder);
  const file = join(folder, databaseFile);
  const { database } = openReadOnlyConnection(file);
  try {
    const hasKeys = missing.every(({ number }) => number > keysSince);
    const { version }: { version: string } = database.prepare("SELECT sqlite_version() AS version").get();
    const { quick_check: check }: { quick_check: string } = database.prepare("PRAGMA quick_check(1)").get();
    const { keys }: { keys: number } = hasKeys
      ? database.prepare("SELECT COUNT(*) AS keys FROM signing_keys").get()
      : { keys: 0 };
    return {
      engine: `SQLite ${version}`,
      missingSteps: missing.length,
      damage: check === "ok" ? undefined : check,
      signingKeys: keys,
      clockMs: undefined,
    };
  } catch (error) {
    throw openError(file, error);
  } finally {
    database.close();
  }
}

async function inspectDatabase(url: string): Promise<StorageFacts> {
  const missing = await findMissingOfDatabase({ url, connectTimeoutMs });
  const hasKeys = missing.every(({ number }) => number > keysSince);
  return withConnection({ url, connectTimeoutMs }, async (connection) => {
    const keys = hasKeys ? "(select count(*) from signing_keys)" : "0";
    const { rows } = await connection.control<{ version: string; ms: string; keys: string }>(
      `select split_part(version(), ' (', 1) as version, (extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms, ${keys}::text as keys`,
    );
    const [row] = rows;
    return {
      engine: row?.version ?? "PostgreSQL",
      missingSteps: missing.length,
      damage: undefined,
      signingKeys: Number(row?.keys),
      clockMs: Number(row?.ms),
    };
  });
}
