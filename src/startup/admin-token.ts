import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Config } from "../config.ts";
import type { Directory } from "../directory/directory.ts";
import type { InstanceRow } from "../directory/model.ts";
import { newTokenText } from "../directory/personal-access-tokens.ts";
import { createFileError } from "./file-error.ts";

/** The administrator's token as far as start-up knows it. */
export interface AdminToken {
  /** `undefined` when an earlier start made it and its file is gone or out of date. */
  readonly token: string | undefined;
  /** The file that holds it; `undefined` when the operator gave the token or everything is in memory. */
  readonly file: string | undefined;
  /** Whether the operator gave it in ROSTER_ADMIN_TOKEN. */
  readonly isGiven: boolean;
}

/** What a new directory is called. */
const setUp = { name: "Roster", domain: "localhost", defaultOrgName: "Roster", adminUserName: "admin" };

/** Domain under which new organizations get their first domain. */
export const instanceDomain = setUp.domain;

/** The instance, set up if this is the first start, and its administrator's token. */
export async function ensureInstance(
  config: Config,
  directory: Directory,
): Promise<{ readonly instance: InstanceRow; readonly adminToken: AdminToken }> {
  const existing = await directory.instance.find();
  return existing === undefined ? firstStart(config, directory) : laterStart(config, directory, existing);
}

async function firstStart(config: Config, directory: Directory) {
  const file = tokenFileOf(config);
  // Written before the directory knows it: the other way round, a crash in between would lose the only token.
  const claim = file === undefined ? undefined : await claimTokenFile(config.data, file);
  const token = config.adminToken ?? claim?.token ?? newTokenText();
  const { instance, isNew } = await directory.instance.ensure({ ...setUp, adminToken: token });
  if (isNew) return { instance, adminToken: { token, file, isGiven: config.adminToken !== undefined } };
  // Another process on this database was first. If it shares the folder, the file holds the token of both.
  if (file !== undefined && claim?.isNew === true && !(await directory.administrator.hasToken(instance, token))) {
    await rm(file, { force: true });
  }
  return laterStart(config, directory, instance);
}

async function laterStart(config: Config, directory: Directory, instance: InstanceRow) {
  const file = tokenFileOf(config);
  if (config.adminToken !== undefined) {
    if (!(await directory.administrator.hasToken(instance, config.adminToken))) {
      await directory.administrator.replaceToken(instance, config.adminToken);
    }
    return { instance, adminToken: { token: config.adminToken, file: undefined, isGiven: true } };
  }
  const stored = file === undefined ? undefined : await readTokenFile(file);
  const isGood = stored !== undefined && (await directory.administrator.hasToken(instance, stored));
  const adminToken = isGood ? { token: stored, file } : { token: undefined, file: undefined };
  return { instance, adminToken: { ...adminToken, isGiven: false } };
}

const tokenFileOf = (config: Config): string | undefined =>
  config.memory || config.adminToken !== undefined ? undefined : join(config.data, "admin.token");

/**
 * The token in the file, which is written if it is not there: whole or not at all, and never over another one. That may
 * be of a start that was cut short, of a process that starts at the same moment, or of another database.
 */
async function claimTokenFile(folder: string, file: string): Promise<{ token: string; isNew: boolean }> {
  const unfinished = `${file}.${process.pid}.tmp`;
  const token = newTokenText();
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(unfinished, `${token}\n`, { mode: 0o600 });
    await link(unfinished, file);
    return { token, isNew: true };
  } catch (error) {
    const stored = await readTokenFile(file);
    if (stored !== undefined && stored !== "") return { token: stored, isNew: false };
    throw createFileError(
      "file for the admin's token",
      file,
      error,
      "name another folder with --data, or give the token in ROSTER_ADMIN_TOKEN.",
    );
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function readTokenFile(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    return undefined;
  }
}
