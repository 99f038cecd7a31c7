import { describe, expect, it } from "vitest";
import type { Connection } from "../../src/storage/connection.ts";
import { everyOrg, orgId, tokenId } from "../../src/storage/contract/index.ts";
import type { EngineDialect } from "../../src/storage/dialect.ts";
import { directory } from "../../src/storage/migrations/0001-directory.ts";
import { migrate } from "../../src/storage/migrations/migrate.ts";
import { openConnection as openPostgres } from "../../src/storage/postgres/connection.ts";
import { postgresDialect } from "../../src/storage/postgres/dialect.ts";
import { closeConnection, openConnection as openSqlite } from "../../src/storage/sqlite/connection.ts";
import { sqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { postgresEngine, sqliteFolderEngine, type TestPlace } from "../support/engines.ts";
import { gigi, hank } from "./sample-grants.ts";

/** Tables and rows as the first version left them. */
async function makeFirstVersion(connection: Connection, { ddl }: EngineDialect): Promise<void> {
  await migrate({ connection, ddl, nowUs: () => 0, migrations: [directory] });
  for (const sql of [
    "insert into orgs values ('o', 'Org', 'org', 'active', 'org.localhost', 1, 1, 0, 0)",
    ...[gigi, hank].map(
      ({ id }) => `insert into users (id, org_id, type, state, user_name, user_name_lower, sequence, last_sequence,
        creation_time_us, change_time_us) values ('${id}', 'o', 'machine', 1, '${id}', '${id}', 1, 1, 0, 0)`,
    ),
    ...["X@y@Acme.Localhost", "@", "z@ü"].map(
      (name) => `insert into users (id, org_id, type, state, user_name, user_name_lower, sequence, last_sequence,
        creation_time_us, change_time_us) values ('${name}', 'o', 'machine', 1, '${name}', '${name.toLowerCase()}', 1, 1,
        0, 0)`,
    ),
    `insert into memberships values ('${gigi.id}', 'org', 'o', 'o', 3, 4, 5)`,
    `insert into memberships values ('${hank.id}', 'org', 'o', 'o', 6, 7, 8)`,
    `insert into membership_roles values ('${gigi.id}', 'org', 'o', 0, 'B')`,
    `insert into membership_roles values ('${gigi.id}', 'org', 'o', 1, 'A')`,
    `insert into tokens values ('t', '${gigi.id}', 'hash', 9, 1, 0, 0)`,
    "insert into events values ('org', 'o', 1, 'org.added', 'o', '', 'system', 0, '{}')",
  ]) {
    await connection.run({ sql, parameters: [], isFixed: false, isWrite: true });
  }
}

async function expectUpgraded(place: TestPlace): Promise<void> {
  const storage = await place.open();
  const { memberships, tokens, users, events } = storage.reader;
  const ofGigi = {
    scope: { type: "org", id: "o" },
    roles: ["B", "A"],
    sequence: 3,
    creationTimeUs: 4,
    changeTimeUs: 5,
  };
  expect(await memberships.listOfUser(gigi.id)).toMatchObject([{ ...ofGigi, scopeName: "Org" }]);
  expect(await memberships.listOfUser(hank.id)).toMatchObject([{ roles: [], sequence: 6, changeTimeUs: 8 }]);
  expect(await tokens.find(gigi.id, tokenId("t"))).toMatchObject({ kind: "personal", hash: "hash" });
  expect(await users.find(everyOrg, gigi.id)).toMatchObject({ kind: { type: "machine", secretHash: undefined } });
  const inOrg = { scope: { orgId: orgId("o") }, filters: [], sortBy: "id", isAscending: true } as const;
  const total = async () => (await users.list({ ...inOrg, page: { offset: 0, limit: 1 } })).total;
  expect(await total()).toBe(5);
  const namedUnder = async (domain: string) => (await users.listNamedUnder(domain)).map(({ userName }) => userName);
  expect(await namedUnder("acme.localhost")).toEqual(["X@y@Acme.Localhost"]);
  expect(await namedUnder("")).toEqual(["@"]);
  expect(await namedUnder("Ü")).toEqual(["z@ü"]);
  const [event] = await events.list({
    aggregate: { type: "org", id: "o" },
    resourceOwner: orgId("o"),
    fromSequence: 0,
    isAscending: true,
    limit: 9,
  });
  expect(event).toMatchObject({ type: "org.added" });
  // The new tables' foreign keys hold: memberships go with their user.
  await storage.command({ keys: [], run: (tx) => tx.users.delete(gigi.id) });
  expect(await memberships.listOfUser(gigi.id)).toEqual([]);
  expect(await total()).toBe(4);
  await storage.close();
}

describe("a database of the first version is brought up to date with all it holds", () => {
  it("sqlite", async () => {
    const place = await sqliteFolderEngine.createPlace();
    if (place.location.kind !== "sqlite") throw new Error("not a folder");
    const connection = openSqlite(`${place.location.folder}/roster.db`);
    await makeFirstVersion(connection, sqliteDialect);
    closeConnection(connection);
    await expectUpgraded(place);
    await place.remove();
  });

  it("postgres", async () => {
    const place = await postgresEngine.createPlace();
    if (place.location.kind !== "postgres") throw new Error("not PostgreSQL");
    const connection = await openPostgres({ url: place.location.url, connectTimeoutMs: 5_000 });
    await connection.control("drop schema public cascade; create schema public");
    await makeFirstVersion(connection, postgresDialect);
    await connection.end();
    await expectUpgraded(place);
    await place.remove();
  });
});
