import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import type { Directory } from "../directory/directory.ts";
import type { InstanceRow } from "../directory/model.ts";
import { newTokenText } from "../directory/personal-access-tokens.ts";

/** The administrator's token as far as start-up knows it. */
export interface AdminToken {
  /** `undefined` when an earlier start made it and its file is gone or out of date. */
  readonly token: string | undefined;
  /** The file that holds it; `undefined` when the operator gave the token or everything is in memory. */
  readonly file: string | undefined;
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
  const token = config.adminToken ?? newTokenText();
  const file = tokenFileOf(config);
  // Written before the directory knows it: the other way round, a crash in between would lose the only token.
  if (file !== undefined) await writeTokenFile(config.data, file, token);
  const { instance, isNew } = await directory.instance.ensure({ ...setUp, adminToken: token });
  if (!isNew) {
    // Another process on this database was first, and its token is the good one.
    if (file !== undefined) await rm(file, { force: true });
    return laterStart(config, directory, instance);
  }
  return { instance, adminToken: { token, file } };
}

async function laterStart(config: Config, directory: Directory, instance: InstanceRow) {
  const file = tokenFileOf(config);
  if (config.adminToken !== undefined) {
    if (!(await directory.administrator.hasToken(instance, config.adminToken))) {
      await directory.administrator.replaceToken(instance, config.adminToken);
    }
    return { instance, adminToken: { token: config.adminToken, file: undefined } };
  }
  const stored = file === undefined ? undefined : await readTokenFile(file);
  const isGood = stored !== undefined && (await directory.administrator.hasToken(instance, stored));
  return { instance, adminToken: isGood ? { token: stored, file } : { token: undefined, file: undefined } };
}

const tokenFileOf = (config: Config): string | undefined =>
  config.memory || config.adminToken !== undefined ? undefined : join(config.data, "admin.token");

async function writeTokenFile(folder: string, file: string, token: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  // The mode above is for new files only.
  await chmod(file, 0o600);
}

async function readTokenFile(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    return undefined;
  }
}
