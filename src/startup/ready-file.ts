import { rename, rm, writeFile } from "node:fs/promises";
import { createFileError } from "./file-error.ts";

/** What a script or a test needs to call the server. */
export interface ReadyFacts {
  readonly url: string;
  /** Where the admin port is; left out where there is none. */
  readonly adminUrl?: string;
  readonly instanceId: string;
  readonly defaultOrgId: string;
  readonly adminUserId: string;
  /** `null` when the server does not know it: an earlier start made it, and its file is gone. */
  readonly adminToken: string | null;
  readonly version: string;
  readonly pid: number;
}

/**
 * Writes the file whole or not at all, readable by the owner only: whoever waits for it never sees half of it.
 *
 * Rejects with a FileError.
 */
export async function writeReadyFile(file: string, facts: ReadyFacts): Promise<void> {
  const unfinished = `${file}.${facts.pid}.tmp`;
  try {
    await writeFile(unfinished, `${JSON.stringify(facts, undefined, 2)}\n`, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw createFileError("ready file", file, error, "name a file in a folder that exists and can be written to.");
  }
}
