import type { Config } from "../config.ts";
import type { StorageLocation } from "../storage/open.ts";

/** The settings that say where a directory lives. */
export type StorageSettings = Pick<Config, "data" | "databaseUrl" | "databasePoolSize"> &
  Partial<Pick<Config, "memory">>;

/** Where the settings say that the directory lives. */
export function storageLocationOf(config: StorageSettings): StorageLocation {
  if (config.memory) return { kind: "memory" };
  if (config.databaseUrl === undefined) return { kind: "sqlite", folder: config.data };
  return { kind: "postgres", url: config.databaseUrl, poolSize: config.databasePoolSize };
}
