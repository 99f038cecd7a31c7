import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { everyOrg, type Storage, StorageOpenError } from "../../src/storage/contract/index.ts";
import { migrations } from "../../src/storage/migrations/migrate.ts";
import { openStorage } from "../../src/storage/open.ts";
import { postgresEngine } from "../support/engines.ts";
import { createDatabase } from "../support/postgres.ts";
import { freePort } from "../support/postgres-server.ts";
import { inCommand } from "./conformance/suite.ts";
import { acme, addOrgs, addUsers, renameUser, sampleMembership, sampleToken, sampleUser } from "./sample.ts";

const users = Array.from({ length: 8 }, (_, index) => sampleUser(`u${index}`));

/** Two storages on one database, as two processes have. */
async function withTwo(test: (left: Storage, right: Storage) => Promise<void>): Promise<void> {
  const place = await postgresEngine.createPlace();
  const [left, right] = await Promise.all([place.open(), place.open()]);
  try {
    await addOrgs(left, acme);
    await addUsers(left, ...users);
    await test(left, right);
  } finally {
    await Promise.all([left.close(), right.close()]);
    await place.remove();
  }
}

const openFailure = (url: string): Promise<unknown> =>
  openStorage({ kind: "postgres", url, unavailableAfterMs: 500 }).then(
    (storage) => storage.close(),
    (error: unknown) => error,
  );

describe("two storages on one PostgreSQL database", () => {
  it("lock: another command on the user must wait, in this and in every other process", async () => {
    await withTwo(async (left, right) => {
      const count = 25;
      const renames = Array.from({ length: count }, (_, index) =>
        users.flatMap(({ id }) => [renameUser(left, id, `L${index}`), renameUser(right, id, `R${index}`)]),
      );
      const sequences = (await Promise.all(renames.flat())).toSorted((a, b) => a - b);
      expect(sequences).toEqual(Array.from({ length: count * 2 }, (_, index) => users.map(() => index + 2)).flat());
    });
  });

  it("a write that one acknowledged is seen by the very next read of the other", async () => {
    await withTwo(async (left, right) => {
      for (let round = 2; round < 30; round++) {
        expect(await renameUser(left, users[0]?.id ?? sampleUser("u0").id, `Name ${round}`)).toBe(round);
        expect(await right.reader.users.find(everyOrg, sampleUser("u0").id)).toMatchObject({ sequence: round });
      }
    });
  });

  it("unique rules hold between processes, and neighbours of the refused command are unaffected", async () => {
    await withTwo(async (left, right) => {
      const adds = Array.from({ length: 40 }, (_, index) =>
        [left, right].map((storage, side) =>
          addUsers(storage, sampleUser(`${side}-${index}`, { userName: `Name${index}` })),
        ),
      );
      const results = await Promise.allSettled(adds.flat());
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(40);
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toMatchObject({ constraint: "user-name" });
      }
    });
  });

  it("commands that lock the same users in different orders all succeed", async () => {
    await withTwo(async (left, right) => {
      const lockAll = (storage: Storage, ids: readonly (typeof users)[number][]) =>
        storage.command({
          keys: ids.map(({ id }) => `user:${id}`),
          run: async (tx) => {
            for (const { id } of ids) {
              const user = await tx.users.lock(everyOrg, id);
              await tx.users.setLastSequence(id, (user?.lastSequence ?? 0) + 1);
            }
          },
        });
      const rounds = Array.from({ length: 5 }, () => [lockAll(left, users), lockAll(right, users.toReversed())]);
      await Promise.all(rounds.flat());
      for (const { id } of users) expect((await left.reader.users.find(everyOrg, id))?.lastSequence).toBe(11);
    });
  });

  it("a row that names a user that another process removes meanwhile is refused or removed with it", async () => {
    await withTwo(async (left, right) => {
      for (const { id } of users) {
        await Promise.allSettled([
          inCommand(left, (tx) => tx.users.delete(id)),
          inCommand(right, (tx) => tx.tokens.insert(sampleToken(id, `t${id}`))),
          inCommand(right, (tx) => tx.memberships.insert(sampleMembership(id))),
        ]);
        expect(await left.reader.users.find(everyOrg, id)).toBeUndefined();
        expect(await left.reader.tokens.findOwner(`hash-t${id}`)).toBeUndefined();
        expect(await left.reader.memberships.listOfUser(id)).toEqual([]);
      }
    });
  });

  it("processes that start at the same time on an empty database migrate it once", async () => {
    const database = await createDatabase();
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });
    await sql.unsafe("drop schema public cascade; create schema public");
    const place = { kind: "postgres", url: database.url } as const;
    const storages = await Promise.all([openStorage(place), openStorage(place), openStorage(place)]);
    expect(await sql`select number from migrations`).toHaveLength(migrations.length);
    await Promise.all(storages.map((storage) => storage.close()));
    await sql.end();
    await database.drop();
  });
});

describe("openStorage() of PostgreSQL", () => {
  it("refuses what is no URL of a database, without showing a password", async () => {
    for (const url of ["nonsense", "mysql://u:secret@h/d", "postgres://u:secret@h", "postgres://u:secret@a,b/d"]) {
      const error = await openFailure(url);
      expect(error).toBeInstanceOf(StorageOpenError);
      expect(String(error)).not.toContain("secret");
    }
  });

  it("says that no server listens, the database is missing, the password is wrong, the host is unknown", async () => {
    const database = await createDatabase();
    const withParts = (parts: Partial<URL>) => Object.assign(new URL(database.url), parts).href;
    const cases = [
      { url: withParts({ port: String(await freePort()) }), want: "no server listens there" },
      { url: withParts({ pathname: "/nowhere" }), want: "create the database" },
      { url: withParts({ password: "hunter2" }), want: "check the user name and the password" },
      { url: withParts({ hostname: "nowhere.invalid" }), want: "the host name cannot be resolved" },
    ];
    for (const { url, want } of cases) {
      const error = await openFailure(url);
      expect(error).toBeInstanceOf(StorageOpenError);
      expect(String(error)).toContain(want);
      expect(String(error)).not.toContain("hunter2");
    }
    await database.drop();
  });

  it("close leaves no connection open", async () => {
    const place = await postgresEngine.createPlace();
    const storage = await place.open();
    await addOrgs(storage, acme);
    await Promise.all(Array.from({ length: 50 }, () => storage.reader.orgs.find(acme)));
    await storage.close();
    if (place.location.kind !== "postgres") throw new Error("not PostgreSQL");
    const sql = postgres(place.location.url, { max: 1 });
    const count = async () =>
      (await sql`select 1 from pg_stat_activity where application_name = 'roster' and datname = current_database()`)
        .length;
    // The server needs a moment to see that its clients have gone.
    await expect.poll(count, { timeout: 5_000 }).toBe(0);
    await sql.end();
    await place.remove();
  });
});
