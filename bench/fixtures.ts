import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { openStorage } from "../src/storage/open.ts";
import { setUpDirectory } from "./directory.ts";
import { cacheFolder } from "./lab.ts";

/** A data folder with many users, all in the organization of the administrator, who is one of them. */
export interface Fixture {
  readonly folder: string;
  readonly userCount: number;
  /** A thousand of the users, spread over all. */
  readonly someUserIds: readonly string[];
  /** The last by id. */
  readonly lastUserId: string;
}

/** Counts up when what is written below changes. */
const generation = 2;

/** Later than every id that a start makes now, so the administrator is the first user. */
const firstId = 900_000_000_000_000_000n;
const idStep = 65_536n;
const idOf = (index: number): string => String(firstId + BigInt(index) * idStep);

/**
 * The folder with so many users, written unless an earlier run left it. The storage makes its own tables; the users are
 * one statement, with the indexes made after it, which takes a tenth of the time. They have no history.
 */
export async function ensureFixture(userCount: number, say: (text: string) => void): Promise<Fixture> {
  const addedCount = userCount - 1;
  const someUserIds = Array.from({ length: Math.min(1_000, addedCount) }, (_, index) =>
    idOf(Math.floor((index * addedCount) / Math.min(1_000, addedCount))),
  );
  const parent = join(cacheFolder(), "fixtures", await schemaKey());
  const folder = join(parent, String(userCount));
  if (!existsSync(folder)) {
    const startMs = performance.now();
    await writeFixture(folder, addedCount);
    say(`  wrote a directory of ${userCount.toLocaleString("en")} users in ${seconds(performance.now() - startMs)}`);
  }
  return { folder, userCount, someUserIds, lastUserId: idOf(addedCount - 1) };
}

const seconds = (timeMs: number): string => `${(timeMs / 1_000).toFixed(1)} s`;

async function writeFixture(folder: string, addedCount: number): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const orgId = await setUp(unfinished);
  const database = new DatabaseSync(join(unfinished, "roster.db"));
  database.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -262144;");
  const indexes = readIndexes(database, "users");
  for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
  insertUsers(database, orgId, addedCount);
  for (const { sql } of indexes) database.exec(sql);
  database.exec("PRAGMA journal_mode = WAL");
  database.close();
  renameSync(unfinished, folder);
}

/** A new directory with the bench's administrator; answers the organization's id. */
async function setUp(folder: string): Promise<string> {
  const storage = await openStorage({ kind: "sqlite", folder });
  const { defaultOrgId } = await setUpDirectory(storage);
  await storage.close();
  return defaultOrgId;
}

interface SqliteIndex {
  readonly name: string;
  readonly sql: string;
}

/** The indexes that were made by statements; those of constraints belong to the table. */
const readIndexes = (database: DatabaseSyncInstance, table: string): readonly SqliteIndex[] =>
  // The statement says which columns there are.
  database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
    .all(table) as readonly SqliteIndex[];

const names = {
  first: ["Ada", "Benedikt", "Chiara", "Dmitri", "Elif", "Farid", "Gudrun", "Hiroshi", "Ines", "Joao", "Katja", "Liam"],
  last: ["Abendroth", "Brandt", "Castellano", "Dimitrov", "Eriksson", "Fontaine", "Grünwald", "Haddad", "Ivanova"],
};

/** The columns of a user by its number `i`, in SQL. Those that are not named stay empty. */
function userColumns(orgId: string): Readonly<Record<string, string>> {
  const pick = (list: readonly string[], step: number) =>
    `json_extract('${JSON.stringify(list)}', '$[' || ((i * ${step}) % ${list.length}) || ']')`;
  const first = pick(names.first, 7);
  const last = `${pick(names.last, 5)} || ' ' || (i % 9973)`;
  const display = `${first} || ' ' || ${last}`;
  const userName = "printf('user-%07d@people.example', i)";
  return {
    id: `CAST(${firstId} + i * ${idStep} AS TEXT)`,
    org_id: `'${orgId}'`,
    type: "'human'",
    state: "1",
    user_name: userName,
    user_name_lower: userName,
    user_name_domain: "'people.example'",
    sequence: "1",
    last_sequence: "1",
    creation_time_us: "1700000000000000 + i",
    change_time_us: "1700000000000000 + i",
    first_name: first,
    first_name_lower: `lower(${first})`,
    last_name: last,
    last_name_lower: `lower(${last})`,
    nick_name: "'pip'",
    nick_name_lower: "'pip'",
    display_name: display,
    display_name_lower: `lower(${display})`,
    preferred_language: "'en'",
    gender: "'female'",
    email: userName,
    email_lower: userName,
    is_email_verified: "1",
    phone: "''",
    is_phone_verified: "0",
    is_password_change_required: "0",
  };
}

function insertUsers(database: DatabaseSyncInstance, orgId: string, count: number): void {
  const columns = userColumns(orgId);
  database.exec(
    `WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ${count})
     INSERT INTO users (${Object.keys(columns).join(", ")}) SELECT ${Object.values(columns).join(", ")} FROM numbers`,
  );
  // As the storage's own inserts would have counted them.
  database.prepare("UPDATE user_counts SET users = users + ? WHERE org_id = ?").run(count, orgId);
}

/** Changes with the tables and with what is written into them. */
async function schemaKey(): Promise<string> {
  const folder = join(cacheFolder(), `schema-${process.pid}`);
  await (await openStorage({ kind: "sqlite", folder })).close();
  const database = new DatabaseSync(join(folder, "roster.db"));
  const statements = database.prepare("SELECT sql FROM sqlite_master ORDER BY type, name").all();
  database.close();
  rmSync(folder, { recursive: true });
  return createHash("sha256")
    .update(JSON.stringify([generation, statements, userColumns("")]))
    .digest("hex")
    .slice(0, 16);
}
