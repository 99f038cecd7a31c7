import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Connection, Query } from "../../src/storage/connection.ts";
import { ConstraintError, everyOrg, type Storage, type Transaction } from "../../src/storage/contract/index.ts";
import { openStorage } from "../../src/storage/open.ts";
import { openConnection, type PostgresConnection } from "../../src/storage/postgres/connection.ts";
import { postgresDialect } from "../../src/storage/postgres/dialect.ts";
import { createGathering } from "../../src/storage/postgres/gathering.ts";
import { createCommandTransaction, createQueries } from "../../src/storage/transaction.ts";
import { createDatabase, type PostgresDatabase } from "../support/postgres.ts";
import { acme, addOrgs, addUsers, globex, sampleEvent, sampleHuman, sampleMachine, sampleUser } from "./sample.ts";

const queries = createQueries(postgresDialect);
const users = Array.from({ length: 6 }, (_, index) => sampleUser(`u${index}`));

let database: PostgresDatabase;
let storage: Storage;
let session: PostgresConnection;
let sent: Query[];

beforeAll(async () => {
  database = await createDatabase();
  storage = await openStorage({ kind: "postgres", url: database.url });
  session = await openConnection({ url: database.url, connectTimeoutMs: 5_000 });
  await addOrgs(storage, acme, globex);
  await addUsers(storage, ...users);
});

beforeEach(() => {
  sent = [];
});

afterAll(async () => {
  await session.end();
  await storage.close();
  await database.drop();
});

/** Sends to PostgreSQL, and keeps what was sent. */
const recorder: Connection = {
  run<Row>(query: Query<Row>) {
    sent.push(query);
    return session.run(query);
  },
};

type Run<Result> = (tx: Transaction) => Promise<Result>;

/** Runs these at the same time in one transaction, as a batch does. */
async function runTogether<Result>(runs: readonly Run<Result>[]): Promise<readonly PromiseSettledResult<Result>[]> {
  const gathering = createGathering(recorder);
  await session.control("begin");
  const results = await Promise.allSettled(
    runs.map((run) => run(createCommandTransaction(gathering.forCommand(), queries).tx)),
  );
  await session.control(results.every(({ status }) => status === "fulfilled") ? "commit" : "rollback");
  return results;
}

const valuesOf = <Result>(results: readonly PromiseSettledResult<Result>[]) =>
  results.map((result) => (result.status === "fulfilled" ? result.value : result.reason));

const aggregateOf = (id: string) => ({ type: "user", id }) as const;

describe("createGathering()", () => {
  it("sends statements of one text as one, and gives each command its own rows", async () => {
    const ids = [...users.map(({ id }) => id), sampleUser("nobody").id];
    const results = await runTogether(ids.map((id) => (tx) => tx.users.lock({ orgId: acme }, id)));
    expect(valuesOf(results)).toEqual([...users, undefined]);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.sql).toMatch(/for no key update/);
  });

  it("keeps the scope of each", async () => {
    const results = await runTogether([
      (tx) => tx.users.find({ orgId: acme }, users[0]?.id ?? sampleUser("").id),
      (tx) => tx.users.find({ orgId: globex }, users[0]?.id ?? sampleUser("").id),
    ]);
    expect(valuesOf(results)).toEqual([users[0], undefined]);
    expect(sent).toHaveLength(1);
  });

  it("sends what differs in its text by itself", async () => {
    const id = users[0]?.id ?? sampleUser("").id;
    const results = await runTogether([
      (tx) => tx.users.find(everyOrg, id),
      (tx) => tx.users.find({ orgId: acme }, id),
      async (tx) => (await tx.users.findByUserName(everyOrg, `user-${id}`)) ?? undefined,
    ]);
    expect(valuesOf(results)).toEqual([users[0], users[0], users[0]]);
    expect(sent).toHaveLength(3);
  });

  it("keeps the order of each command's statements, whatever the others send", async () => {
    const added = sampleUser("ordered");
    const results = await runTogether<unknown>([
      async (tx) => {
        // The second needs the first, and is sent without waiting for it.
        await Promise.all([tx.users.insert(added), tx.users.setLastSequence(added.id, 7)]);
        return (await tx.users.find(everyOrg, added.id))?.lastSequence;
      },
      async (tx) => {
        await tx.users.setLastSequence(users[1]?.id ?? added.id, 8);
        await tx.users.insert(sampleUser("other"));
        return (await tx.users.find(everyOrg, users[1]?.id ?? added.id))?.lastSequence;
      },
    ]);
    expect(valuesOf(results)).toEqual([7, 8]);
  });

  it("updates a row twice where two commands do, which one statement would not", async () => {
    const id = users[2]?.id ?? sampleUser("").id;
    await runTogether([1, 2, 3].map((sequence) => (tx) => tx.users.setLastSequence(id, sequence)));
    expect((await storage.reader.users.find(everyOrg, id))?.lastSequence).toBe(3);
    expect(sent).toHaveLength(3);
  });

  it("fails all whose statement failed as one, with the same error", async () => {
    const append = (id: string, sequence: number) => (tx: Transaction) =>
      tx.events.append([sampleEvent(aggregateOf(id), sequence)]);
    const results = await runTogether([append("twice", 1), append("once", 1), append("twice", 1)]);
    expect(results.map((result) => result.status === "rejected" && result.reason)).toEqual(
      Array(3).fill(expect.any(ConstraintError)),
    );
    expect(sent).toHaveLength(1);
    const listed = {
      aggregate: aggregateOf("once"),
      resourceOwner: acme,
      fromSequence: 0,
      isAscending: true,
      limit: 9,
    };
    expect(await storage.reader.events.list(listed)).toEqual([]);
  });

  it("appends one command's three events and another's one as one", async () => {
    const three = [1, 2, 3].map((sequence) => sampleEvent(aggregateOf("three"), sequence));
    const one = [sampleEvent(aggregateOf("one"), 1, { payload: {} })];
    await runTogether([(tx) => tx.events.append(three), (tx) => tx.events.append(one)]);
    expect(sent).toHaveLength(1);
    const list = (id: string) =>
      storage.reader.events.list({
        ...{ aggregate: aggregateOf(id), resourceOwner: acme },
        ...{ fromSequence: 0, isAscending: true, limit: 9 },
      });
    expect([await list("three"), await list("one")]).toEqual([three, one]);
  });

  it("sends inserts apart that treat rows differently which are there already", async () => {
    await session.control('create temporary table names (name text collate "C" primary key)');
    const insert = (tail: string): Query => ({
      sql: `insert into names (name) values ($1) ${tail}`,
      parameters: ["gigi"],
      isFixed: true,
      isWrite: true,
      merge: { kind: "insert", width: 1, head: "insert into names (name)", tail },
    });
    const gathering = createGathering(recorder);
    await Promise.all(["", "on conflict do nothing"].map((tail) => gathering.forCommand().run(insert(tail))));
    expect(sent).toHaveLength(2);
    expect((await session.control("select * from names")).rows).toEqual([{ name: "gigi" }]);
  });

  it("stores every value as a statement of its own does (property)", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "'", '"', "\\", "\\u0000", "{}", "$1", "\ud800"),
    );
    const storable = text.map((value) => value.replaceAll("\0", ""));
    const human = fc.record({
      firstName: storable,
      nickName: storable,
      phone: storable,
    });
    const kinds = fc.array(fc.option(human), { minLength: 2, maxLength: 6 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(kinds, async (fields) => {
        const name = `p${round++}`;
        const rows = fields.map((some, index) =>
          some === null
            ? sampleMachine(`${name}-${index}`)
            : sampleUser(`${name}-${index}`, { kind: { ...sampleHuman, ...some } }),
        );
        const alone = rows.map((row) => ({
          ...row,
          id: sampleUser(`${row.id}-alone`).id,
          userName: `${row.userName}-alone`,
        }));
        expect((await runTogether(rows.map((row) => (tx) => tx.users.insert(row)))).every(isFulfilled)).toBe(true);
        for (const row of alone) await runTogether([(tx) => tx.users.insert(row)]);
        const find = (row: { readonly id: (typeof rows)[number]["id"] }) => storage.reader.users.find(everyOrg, row.id);
        const [together, separate] = [await Promise.all(rows.map(find)), await Promise.all(alone.map(find))];
        expect(together.map((row) => row?.kind)).toEqual(separate.map((row) => row?.kind));
      }),
      { numRuns: 40 },
    );
  });
});

const isFulfilled = ({ status }: PromiseSettledResult<unknown>): boolean => status === "fulfilled";
