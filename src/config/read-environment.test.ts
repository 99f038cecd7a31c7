import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../config.ts";
import { settingNames } from "./given.ts";
import { readEnvironment } from "./read-environment.ts";
import { settings } from "./settings.ts";

const secret = "postgres://roster:s3cret-in-a-file@db/roster";

describe("readEnvironment()", () => {
  let folder: string;
  let file: string;
  let empty: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "roster-secrets-"));
    file = join(folder, "database-url");
    empty = join(folder, "empty");
    writeFileSync(file, `${secret}\n`);
    writeFileSync(empty, "\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("reads the value of a secret from the file that its second variable names", () => {
    expect(parseConfig({ argv: [], env: { ROSTER_DATABASE_URL_FILE: file } }).databaseUrl).toBe(secret);
  });

  it("has a second variable for every setting without a flag, and for those with a password in them", () => {
    const names = settingNames.filter((name) => settings[name].fileEnv !== undefined);
    expect(names).toEqual(["databaseUrl", "adminToken", "masterKey", "smtpUrl", "metricsToken"]);
    expect(settingNames.filter((name) => settings[name].flag === undefined && !names.includes(name))).toEqual([]);
    for (const name of names) expect(settings[name].fileEnv).toBe(`${settings[name].env}_FILE`);
  });

  it("refuses a secret that is given twice, a file that is not there and one that is empty", () => {
    const gone = join(folder, "gone");
    const { problems } = readEnvironment(settings, {
      ROSTER_DATABASE_URL: secret,
      ROSTER_DATABASE_URL_FILE: file,
      ROSTER_MASTER_KEY_FILE: gone,
      ROSTER_SMTP_URL_FILE: empty,
      ROSTER_ADMIN_TOKN_FILE: file,
    });
    expect(problems).toEqual([
      "ROSTER_ADMIN_TOKN_FILE is not a known variable. Did you mean ROSTER_ADMIN_TOKEN_FILE?",
      "ROSTER_DATABASE_URL and ROSTER_DATABASE_URL_FILE exclude each other: set one of them.",
      `ROSTER_MASTER_KEY_FILE names ${JSON.stringify(gone)}, which cannot be read (ENOENT).`,
      `ROSTER_SMTP_URL_FILE names ${JSON.stringify(empty)}, which is empty.`,
    ]);
  });

  it("refuses what a file holds by the name of its variable, and without its text", () => {
    expect(() =>
      parseConfig({ argv: [], env: { ROSTER_MASTER_KEY_FILE: file, ROSTER_ADMIN_TOKEN_FILE: file } }),
    ).toThrow(
      /^The configuration has a problem:\n {2}- ROSTER_ADMIN_TOKEN_FILE has a value that is not shown here, but it must be/,
    );
  });
});
