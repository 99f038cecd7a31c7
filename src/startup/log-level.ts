import { readFile } from "node:fs/promises";
import { logLevel } from "../config/log-level.ts";
import type { Config } from "../config.ts";

/**
 * The log level that holds at this moment: that of the file that the settings name, else, also when the file is not there,
 * that of the settings. So writing the file changes the level, and removing it takes the change back.
 *
 * Rejects, for people, when the file cannot be read or says something else.
 */
export async function readLogLevel(config: Pick<Config, "logLevel" | "logLevelFile">): Promise<Config["logLevel"]> {
  const { logLevelFile: file } = config;
  if (file === undefined) return config.logLevel;
  const text = await readIfThere(file);
  if (text === undefined) return config.logLevel;
  const level = logLevel.schema.safeParse(text.trim());
  if (level.success) return level.data;
  const said = JSON.stringify(text.trim().slice(0, 40));
  throw describeFile(file, `says ${said}, but it must be ${logLevel.accepts}.`);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw describeFile(file, `cannot be read: ${reason}.`, cause);
  }
}

const describeFile = (file: string, problem: string, cause?: unknown): Error =>
  Object.assign(new Error(`The log level file ${JSON.stringify(file)} ${problem}`, { cause }), { isForPeople: true });
