import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import type { Directory } from "../directory/directory.ts";
import type { InstanceRow } from "../directory/model.ts";
import { newTokenText } from "../directory/personal-access-tokens.ts";
import { claimSecretFile, readSecretFile } from "./secret-file.ts";

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
  const claim = file === undefined ? undefined : await claimTokenFile(file);
  const token = config.adminToken ?? claim?.secret ?? newTokenText();
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
  const stored = file === undefined ? undefined : await readSecretFile(file);
  const isGood = stored !== undefined && (await directory.administrator.hasToken(instance, stored));
  const adminToken = isGood ? { token: stored, file } : { token: undefined, file: undefined };
  return { instance, adminToken: { ...adminToken, isGiven: false } };
}

const tokenFileOf = (config: Config): string | undefined =>
  config.memory || config.adminToken !== undefined ? undefined : join(config.data, "admin.token");

const claimTokenFile = (file: string) =>
  claimSecretFile({
    file,
    what: "file for the admin's token",
    advice: "name another folder with --data, or give the token in ROSTER_ADMIN_TOKEN.",
    newSecret: newTokenText,
  });
