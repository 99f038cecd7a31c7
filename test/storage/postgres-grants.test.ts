import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { everyOrg, projectId, type Storage } from "../../src/storage/contract/index.ts";
import { postgresEngine } from "../support/engines.ts";
import { inCommand } from "./conformance/suite.ts";
import { acme, sampleUser, startUs } from "./sample.ts";
import { addPortal, gigi, sampleProject, sampleUserGrant } from "./sample-grants.ts";

/** Two storages on one database, as two processes have. */
async function withTwo(test: (left: Storage, right: Storage, url: string) => Promise<void>): Promise<void> {
  const place = await postgresEngine.createPlace();
  if (place.location.kind !== "postgres") throw new Error("not PostgreSQL");
  const [left, right] = await Promise.all([place.open(), place.open()]);
  try {
    await addPortal(left);
    await test(left, right, place.location.url);
  } finally {
    await Promise.all([left.close(), right.close()]);
    await place.remove();
  }
}

/** A promise and the function that resolves it. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("grants in two storages on one PostgreSQL database", () => {
  it("lock: a user grant is answered with the roles that it has when the wait is over", async () => {
    await withTwo(async (left, right) => {
      const grant = sampleUserGrant("1", gigi.id, { roleKeys: [] });
      await inCommand(left, (tx) => tx.userGrants.insert(grant));
      const addRole = (storage: Storage, role: string) =>
        storage.command({
          keys: [`user-grant:${grant.id}`],
          run: async (tx) => {
            const held = await tx.userGrants.lock(grant.id);
            if (held === undefined) throw new Error("the grant is gone");
            const update = { sequence: held.lastSequence + 1, changeTimeUs: startUs };
            const roleKeys = [...held.roleKeys, role];
            await tx.userGrants.update([{ id: grant.id, state: held.state, roleKeys, update }]);
          },
        });
      const roles = Array.from({ length: 30 }, (_, index) => `role ${index}`);
      await Promise.all(roles.map((role, index) => addRole(index % 2 === 0 ? left : right, role)));
      const stored = await left.reader.userGrants.find(grant.id);
      expect(stored?.roleKeys.toSorted()).toEqual(roles.toSorted());
      expect(stored?.lastSequence).toBe(31);
    });
  });

  it("lockAll: two commands that hold the same grants, named in opposite order, cannot wait for each other", async () => {
    await withTwo(async (left, right) => {
      const grants = Array.from({ length: 200 }, (_, index) =>
        sampleUserGrant(`g${index}`, gigi.id, { projectId: projectId(`p${index}`) }),
      );
      await inCommand(left, async (tx) => {
        for (const { projectId: id } of grants) await tx.projects.insert(sampleProject({ id }));
        await tx.userGrants.insert(...grants);
      });
      const ids = grants.map(({ id }) => id);
      let attempts = 0;
      const lock = (storage: Storage, order: typeof ids) =>
        inCommand(storage, (tx) => {
          // A command that the server refused for a deadlock runs again.
          attempts += 1;
          return tx.userGrants.lockAll(order);
        });
      for (let round = 0; round < 20; round += 1) {
        const held = await Promise.all([lock(left, ids), lock(right, ids.toReversed())]);
        expect(held.map((rows) => rows.length)).toEqual([200, 200]);
      }
      expect(attempts).toBe(40);
    });
  });

  it("aliases.ensure: an alias must stand for one object only, when two processes give them", async () => {
    await withTwo(async (left, right) => {
      const keys = Array.from({ length: 60 }, (_, index) => `k${index}`);
      const answers = await Promise.all(
        keys.map((_, index) =>
          inCommand(index % 2 === 0 ? left : right, (tx) => tx.aliases.ensure("group", keys.slice(index, index + 20))),
        ),
      );
      const stored = await left.reader.aliases.findMany("group", keys);
      expect(stored).toHaveLength(60);
      expect(new Set(stored.map(({ alias }) => alias)).size).toBe(60);
      for (const row of answers.flat()) expect(stored).toContainEqual(row);
    });
  });

  it("a user that another process is adding to an organization is removed with it", async () => {
    await withTwo(async (left, right, url) => {
      const sql = postgres(url, { max: 1, onnotice: () => {} });
      const isWaiting = async () => (await sql`select 1 from pg_locks where not granted`).length > 0;
      const user = sampleUser("late");
      const inserted = createGate();
      const mayCommit = createGate();
      const adding = inCommand(right, async (tx) => {
        await tx.users.insert(user);
        inserted.open();
        await mayCommit.opened;
      });
      await inserted.opened;
      const removing = inCommand(left, (tx) => tx.orgs.delete(acme));
      await expect.poll(isWaiting, { timeout: 5_000 }).toBe(true);
      mayCommit.open();
      await adding;
      await removing;
      expect(await left.reader.orgs.find(acme)).toBeUndefined();
      expect(await left.reader.users.find(everyOrg, user.id)).toBeUndefined();
      await sql.end();
    });
  });

  it("outbox.list: messages that a command of another process holds must be left out", async () => {
    await withTwo(async (left, right) => {
      const message = { userId: gigi.id, purpose: "email", channel: "email", recipient: "", text: "" } as const;
      await inCommand(left, async ({ outbox }) => {
        for (const id of ["1", "2", "3"]) await outbox.insert({ ...message, id, creationTimeUs: Number(id) });
      });
      const held = createGate();
      const seen = createGate();
      const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
      const first = inCommand(left, async ({ outbox }) => {
        const ids = idsOf(await outbox.list("email", 2));
        held.open();
        await seen.opened;
        await outbox.delete(ids);
        return ids;
      });
      await held.opened;
      expect(await inCommand(right, async ({ outbox }) => idsOf(await outbox.list("email", 9)))).toEqual(["3"]);
      seen.open();
      expect(await first).toEqual(["1", "2"]);
      expect(await inCommand(right, async ({ outbox }) => idsOf(await outbox.list("email", 9)))).toEqual(["3"]);
    });
  });
});
