import { settings } from "../config/settings.ts";

const { data, databaseUrl, databasePoolSize } = settings;

/** The settings of `roster serve` that say where the directory lives, for commands that open it themselves. */
export const storageOptions = { data, databaseUrl, databasePoolSize };
