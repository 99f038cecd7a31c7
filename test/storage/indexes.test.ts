import { DatabaseSync } from "@photostructure/sqlite";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  everyOrg,
  groupId,
  projectId,
  type Storage,
  type UserFilter,
  type UserListQuery,
  type UserSortColumn,
  type UserTextField,
} from "../../src/storage/contract/index.ts";
import { postgresDialect } from "../../src/storage/postgres/dialect.ts";
import { createQueryBuilder } from "../../src/storage/queries/builder.ts";
import { type PageStart, userListQuery } from "../../src/storage/queries/user-list.ts";
import { sqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { postgresEngine, sqliteFolderEngine, type TestPlace } from "../support/engines.ts";
import { acme, addOrgs, addUsers, globex, sampleHuman, sampleMachine, sampleUser, startUs } from "./sample.ts";

const userCount = 10_000;

const sortColumns: readonly UserSortColumn[] = [
  "id",
  "state",
  "type",
  "creationTime",
  "userName",
  "firstName",
  "lastName",
  "nickName",
  "displayName",
  "email",
];

const textFields = [
  "userName",
  "firstName",
  "lastName",
  "nickName",
  "displayName",
  "email",
  "phone",
] as const satisfies readonly UserTextField[];

const textFilter = (field: UserTextField, method: "equals" | "starts-with", ignoreCase: boolean): UserFilter => ({
  kind: "text",
  field,
  match: { text: field === "phone" ? "+417" : "Name 77", method, ignoreCase },
});

/** Every kind of filter; those that hold others hold ones that an index serves. */
const filtersByKind: Record<UserFilter["kind"], UserFilter> = {
  text: textFilter("displayName", "equals", true),
  ids: { kind: "ids", ids: ["5", "7"] },
  orgs: { kind: "orgs", ids: [acme, "1"] },
  emails: { kind: "emails", emails: ["a5@x", "a7@x"] },
  state: { kind: "state", state: "locked" },
  type: { kind: "type", type: "machine" },
  // Those on other tables are in grant-indexes.test.ts; here these tables are empty.
  group: {
    kind: "or",
    filters: [
      { kind: "group", id: groupId("1") },
      { kind: "ids", ids: ["5"] },
    ],
  },
  role: { kind: "role", holding: { projectId: projectId("1"), roleKey: "r", orgId: acme, through: "any" } },
  and: { kind: "and", filters: [textFilter("displayName", "equals", true), { kind: "type", type: "human" }] },
  or: { kind: "or", filters: [textFilter("displayName", "equals", true), textFilter("lastName", "equals", true)] },
  // Reads the organization's users.
  not: { kind: "not", filter: textFilter("displayName", "equals", true) },
  none: { kind: "or", filters: [{ kind: "none" }, { kind: "ids", ids: ["5"] }] },
};

const first: PageStart = { kind: "first" };
const last: PageStart = { kind: "last" };
const atUser: PageStart = {
  kind: "user",
  stamp: 1,
  place: { position: 550, id: "5500", creationTimeUs: startUs + 5_500 },
};

/** Queries that an index must serve: every sort column in both directions, every filter that has one. */
const queries: readonly { readonly name: string; readonly query: UserListQuery; readonly start?: PageStart }[] = [
  ...sortColumns.flatMap((sortBy) =>
    [true, false].flatMap((isAscending) =>
      (sortBy === "id" || sortBy === "creationTime" ? [first, last, atUser] : [first, last]).map((start) => ({
        name: `sorted by ${sortBy} ${isAscending ? "up" : "down"} from its ${start.kind}`,
        query: listOf({ sortBy, isAscending, page: { offset: 600, limit: 20 } }),
        start,
      })),
    ),
  ),
  ...textFields.flatMap((field) =>
    (["equals", "starts-with"] as const).flatMap((method) =>
      [false, true].map((ignoreCase) => ({
        name: `${field} ${method}, ${ignoreCase ? "without" : "with"} regard to case`,
        query: listOf({ filters: [textFilter(field, method, ignoreCase)] }),
      })),
    ),
  ),
  ...Object.values(filtersByKind).map((filter) => ({ name: filter.kind, query: listOf({ filters: [filter] }) })),
  ...[filtersByKind.ids, filtersByKind.orgs, filtersByKind.emails, textFilter("userName", "equals", true)].map(
    (filter) => ({
      name: `${filter.kind} in every organization`,
      query: listOf({ scope: everyOrg, filters: [filter] }),
    }),
  ),
];

/**
 * Not here: "contains" and "ends-with", which no ordered index can serve; within an organization they read its users.
 * Neither lists of every organization by other filters, which count all users and so read them all.
 */
function listOf(overrides: Partial<UserListQuery>): UserListQuery {
  return {
    scope: { orgId: acme },
    filters: [],
    sortBy: "id",
    isAscending: true,
    page: { offset: 0, limit: 20 },
    ...overrides,
  };
}

/** Ten organizations' worth of users, so that reading one organization's is not reading all. */
async function fill(storage: Storage): Promise<void> {
  await addOrgs(storage, acme, globex);
  for (let start = 0; start < userCount; start += 1_000) {
    const users = Array.from({ length: 1_000 }, (_, offset) => {
      const index = start + offset;
      const shared = {
        orgId: index % 10 === 0 ? acme : globex,
        creationTimeUs: startUs + index,
        state: index % 40 === 0 ? "locked" : "active",
      } as const;
      const name = `Name ${index}`;
      const kind = {
        ...sampleHuman,
        firstName: name,
        lastName: name,
        nickName: name,
        displayName: name,
        email: `a${index}@x`,
        phone: `+41${index}`,
      };
      return index % 50 === 0 ? sampleMachine(String(index), shared) : sampleUser(String(index), { ...shared, kind });
    });
    await addUsers(storage, ...users);
  }
}

async function createFilled(place: TestPlace): Promise<void> {
  const storage = await place.open();
  await fill(storage);
  await storage.close();
}

describe("sqlite: UserReader.list at 10,000 users", { timeout: 60_000 }, () => {
  let place: TestPlace;
  let database: InstanceType<typeof DatabaseSync>;
  beforeAll(async () => {
    place = await sqliteFolderEngine.createPlace();
    await createFilled(place);
    if (place.location.kind !== "sqlite") throw new Error("not a folder");
    database = new DatabaseSync(`${place.location.folder}/roster.db`);
    database.exec("PRAGMA case_sensitive_like = ON");
  });
  afterAll(async () => {
    database.close();
    await place.remove();
  });
  const builder = createQueryBuilder(sqliteDialect);

  for (const { name, query, start } of queries) {
    it(`${name} uses an index and does no full scan of users`, () => {
      const { sql, parameters } = userListQuery(builder, query, start);
      const rows: { readonly detail: string }[] = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
      const plan = rows.map(({ detail }) => detail).join("\n");
      expect(plan).not.toMatch(/SCAN users/);
      expect(plan).toMatch(/SEARCH users USING/);
      if (name.startsWith("sorted")) {
        // The page is read in the index's order; only the page itself may be sorted again.
        expect(plan.match(/USE TEMP B-TREE FOR ORDER BY/g)?.length ?? 0, plan).toBeLessThanOrEqual(1);
        // A known place is found in the index, not by reading up to it.
        if (start === atUser)
          expect(plan).toMatch(/SEARCH users USING .*\(org_id=\? AND (id|\(creation_time_us,id\))[<>]/);
      }
    });
  }
});

describe("postgres: UserReader.list at 10,000 users", { timeout: 60_000 }, () => {
  let place: TestPlace;
  let sql: postgres.Sql;
  beforeAll(async () => {
    place = await postgresEngine.createPlace();
    await createFilled(place);
    if (place.location.kind !== "postgres") throw new Error("not PostgreSQL");
    sql = postgres(place.location.url, { max: 1, onnotice: () => {} });
    await sql.unsafe("vacuum analyze users");
    // Whether an index is worth it for nearly all users hangs on pages that a snapshot of another test may have kept from
    // being cleaned up; here it is asked whether there is one.
    await sql.unsafe("set enable_seqscan = off");
  }, 60_000);
  afterAll(async () => {
    await sql.end();
    await place.remove();
  });
  const builder = createQueryBuilder(postgresDialect);

  for (const { name, query, start } of queries) {
    it(`${name} uses an index and does no full scan of users`, async () => {
      const listed = userListQuery(builder, query, start);
      const rows = await sql.unsafe(`explain ${listed.sql}`, [...listed.parameters], { prepare: true });
      const plan = rows.map((row) => String(row["QUERY PLAN"])).join("\n");
      expect(plan).not.toMatch(/Seq Scan on users/);
      expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
      if (start === atUser) expect(plan).toMatch(/Index Cond: .*\bid\b.* [<>]= /);
    });
  }
});
