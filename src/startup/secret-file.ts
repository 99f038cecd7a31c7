import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { createFileError } from "./file-error.ts";

/** A secret in a file. */
export interface SecretClaim {
  readonly secret: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

/**
 * The secret in the file, which is written if it is not there, readable to its owner only: whole or not at all, and
 * never over another one. That may be of a start that was cut short, of a process that starts at the same moment, or of
 * another database. Fails with a FileError that says what the file is and ends with the advice.
 */
export async function claimSecretFile(options: {
  readonly file: string;
  readonly what: string;
  readonly advice: string;
  readonly newSecret: () => string;
}): Promise<SecretClaim> {
  const { file, what, advice } = options;
  const unfinished = `${file}.${process.pid}.tmp`;
  const secret = options.newSecret();
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, `${secret}\n`, { mode: 0o600 });
    await link(unfinished, file);
    return { secret, isNew: true };
  } catch (error) {
    const stored = await readSecretFile(file);
    if (stored !== undefined && stored !== "") return { secret: stored, isNew: false };
    throw createFileError(what, file, error, advice);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** The secret in the file; `undefined` when it cannot be read. */
export async function readSecretFile(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    return undefined;
  }
}
