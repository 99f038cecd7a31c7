import { oneOf } from "./value-types.ts";

/** The least severe lines that are logged. */
export const logLevel = oneOf("LEVEL", ["trace", "debug", "info", "warn", "error", "fatal", "silent"]);
