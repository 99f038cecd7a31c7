import { describe, expect, it } from "vitest";
import {
  ConstraintError,
  everyOrg,
  orgId,
  type Storage,
  StorageUnavailableError,
  type Transaction,
} from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, renameUser, sampleEvent, sampleOrg, sampleUser } from "../sample.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const gigi = sampleUser("1");

async function openWithUser(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addOrgs(storage, acme);
  await addUsers(storage, gigi);
  return storage;
}

const sequencesOf = async (storage: Storage, id: string): Promise<readonly number[]> => {
  const query = {
    aggregate: { type: "user", id },
    resourceOwner: acme,
    fromSequence: 0,
    isAscending: true,
    limit: 1_000,
  } as const;
  return (await storage.reader.events.list(query)).map(({ sequence }) => sequence);
};

/** What Storage promises about commands. */
export function commandsConformance(open: OpenStorage): void {
  describe("Storage.command", () => {
    it("a command must be applied whole or not at all", async () => {
      const storage = await openWithUser(open);
      const failing = inCommand(storage, async (tx) => {
        await tx.users.setLastSequence(gigi.id, 50);
        await tx.orgs.insert(sampleOrg({ id: orgId("9"), name: "nine" }));
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual(gigi);
      expect(await storage.reader.orgs.find(orgId("9"))).toBeUndefined();
    });

    it("errors thrown by `run` reach the caller unchanged", async () => {
      const storage = await openWithUser(open);
      const error = Object.assign(new Error("mine"), { kind: "not-found" });
      await expect(inCommand(storage, () => Promise.reject(error))).rejects.toBe(error);
      const afterWrite = inCommand(storage, async (tx) => {
        await tx.users.setLastSequence(gigi.id, 3);
        throw error;
      });
      await expect(afterWrite).rejects.toBe(error);
    });

    it("a command reads its own writes", async () => {
      const storage = await openWithUser(open);
      const found = await inCommand(storage, async ({ users }) => {
        await users.setLastSequence(gigi.id, 2);
        return users.find(everyOrg, gigi.id);
      });
      expect(found).toEqual({ ...gigi, lastSequence: 2 });
    });

    it("commands that share a key must run one after another in the order they were given", async () => {
      const storage = await openWithUser(open);
      const order: number[] = [];
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          storage
            .command({
              keys: [`user:${gigi.id}`, `other:${index}`],
              run: async ({ users, events }) => {
                const user = await users.lock(everyOrg, gigi.id);
                const sequence = (user?.lastSequence ?? 0) + 1;
                await users.setLastSequence(gigi.id, sequence);
                await events.append([sampleEvent({ type: "user", id: gigi.id }, sequence, { payload: { index } })]);
                return index;
              },
            })
            .then((index) => order.push(index)),
        ),
      );
      const query = {
        aggregate: { type: "user", id: gigi.id },
        resourceOwner: acme,
        fromSequence: 0,
        isAscending: true,
        limit: 200,
      } as const;
      const events = await storage.reader.events.list(query);
      expect(events.map(({ payload }) => payload)).toEqual(Array.from({ length: 100 }, (_, index) => ({ index })));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    });

    it("64 concurrent commands on one user give sequences without gap or duplicate", async () => {
      const storage = await openWithUser(open);
      const answered = await Promise.all(
        Array.from({ length: 64 }, (_, index) => renameUser(storage, gigi.id, `Name ${index}`)),
      );
      const want = Array.from({ length: 64 }, (_, index) => index + 2);
      expect(answered).toEqual(want);
      expect(await sequencesOf(storage, gigi.id)).toEqual(want);
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toMatchObject({ sequence: 65, lastSequence: 65 });
    });

    it("commands without a common key give the same when they run at the same time", async () => {
      const storage = await open();
      await addOrgs(storage, acme);
      const users = Array.from({ length: 40 }, (_, index) => sampleUser(String(100 + index)));
      await addUsers(storage, ...users);
      const renames = users.flatMap((user) => [1, 2, 3].map((round) => renameUser(storage, user.id, `Round ${round}`)));
      await Promise.all(renames);
      for (const user of users) {
        expect(await sequencesOf(storage, user.id)).toEqual([2, 3, 4]);
        expect(await storage.reader.users.find(everyOrg, user.id)).toMatchObject({ kind: { displayName: "Round 3" } });
      }
    });

    it("a command that fails must fail alone: its neighbours in the same commit must be unaffected", async () => {
      const storage = await openWithUser(open);
      const failures: Record<number, (tx: Transaction) => Promise<void>> = {
        3: async () => {
          throw new Error("before any write");
        },
        7: async (tx) => {
          await tx.users.setLastSequence(gigi.id, 99);
          throw new Error("after a write");
        },
        11: (tx) => tx.users.insert(gigi),
        15: (tx) =>
          tx.events.append([sampleEvent({ type: "org", id: "o" }, 1), sampleEvent({ type: "org", id: "o" }, 1)]),
        // A caught failure must not let the rest of the command through.
        19: async (tx) => {
          await tx.users.setLastSequence(gigi.id, 98);
          await tx.users.insert(gigi).catch(() => {});
        },
      };
      const commands = Array.from({ length: 30 }, (_, index) =>
        inCommand(storage, failures[index] ?? ((tx) => tx.users.insert(sampleUser(`n${index}`)))),
      );
      const results = await Promise.allSettled(commands);
      results.forEach((result, index) => {
        expect(result.status, `command ${index}`).toBe(failures[index] === undefined ? "fulfilled" : "rejected");
      });
      expect(results[7]).toMatchObject({ reason: new Error("after a write") });
      expect(results[11]).toMatchObject({ reason: { constraint: "user-id" } });
      expect(results[15]).toMatchObject({ reason: { constraint: "event-sequence" } });
      expect(results[19]).toMatchObject({ reason: { constraint: "user-id" } });
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual(gigi);
      const page = { offset: 0, limit: 1 };
      expect(
        (await storage.reader.users.list({ scope: everyOrg, filters: [], sortBy: "id", isAscending: true, page }))
          .total,
      ).toBe(26);
    });

    it("a command's function that is run again has no double effect", async () => {
      const storage = await openWithUser(open);
      const runs = new Map<number, number>();
      const commands = Array.from({ length: 20 }, (_, index) =>
        inCommand(storage, async (tx) => {
          runs.set(index, (runs.get(index) ?? 0) + 1);
          await tx.users.insert(sampleUser(`n${index}`));
          await tx.events.append([sampleEvent({ type: "user", id: `n${index}` }, 1)]);
          if (index === 19) throw new Error("undone");
          return index;
        }),
      );
      const results = await Promise.allSettled(commands);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(19);
      for (let index = 0; index < 19; index++) expect(await sequencesOf(storage, `n${index}`)).toEqual([1]);
      expect(await sequencesOf(storage, "n19")).toEqual([]);
      expect(runs.size).toBe(20);
    });

    it("two commands that add the same user name: one must succeed, the other must fail with ConstraintError", async () => {
      const storage = await openWithUser(open);
      const add = (id: string) => addUsers(storage, sampleUser(id, { userName: "Same" }));
      const results = await Promise.allSettled([add("a"), add("b"), add("c")]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toBeInstanceOf(ConstraintError);
      }
    });

    it("the transaction is usable only until the command's function returns", async () => {
      const storage = await openWithUser(open);
      const tx = await inCommand(storage, async (kept) => ({ kept }));
      await expect(tx.kept.users.setLastSequence(gigi.id, 5)).rejects.toThrow("after the command's function");
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual(gigi);
    });

    it("a constraint that fails in one command does not keep the next from it", async () => {
      const storage = await openWithUser(open);
      await expectConstraint(addUsers(storage, gigi), "user-id");
      expect(await renameUser(storage, gigi.id, "After")).toBe(2);
    });
  });

  describe("Storage.reader", () => {
    it("each call must show every write that was acknowledged before it, and nothing uncommitted", async () => {
      const storage = await openWithUser(open);
      let isWriting = true;
      const seen: number[] = [];
      const watch = async () => {
        while (isWriting) {
          const user = await storage.reader.users.find(everyOrg, gigi.id);
          seen.push(user?.lastSequence ?? -1);
          // Reads of SQLite never leave the event loop's turn; commands start between turns.
          await new Promise(setImmediate);
        }
      };
      const watching = watch();
      for (let sequence = 2; sequence < 40; sequence++) {
        await inCommand(storage, async ({ users }) => {
          await users.setLastSequence(gigi.id, -sequence);
          await users.update({ ...gigi, sequence, lastSequence: sequence });
        });
        expect((await storage.reader.users.find(everyOrg, gigi.id))?.lastSequence).toBe(sequence);
      }
      isWriting = false;
      await watching;
      expect(seen.filter((sequence) => sequence < 1)).toEqual([]);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    });
  });

  describe("Storage.ping and Storage.close", () => {
    it("ping resolves when the database answers", async () => {
      await (await open()).ping();
    });

    it("close finishes the commands under way and refuses new ones with StorageUnavailableError", async () => {
      const storage = await openWithUser(open);
      const underWay = Array.from({ length: 50 }, (_, index) => addUsers(storage, sampleUser(`c${index}`)));
      const closed = storage.close();
      await Promise.all(underWay);
      await expect(addUsers(storage, sampleUser("late"))).rejects.toBeInstanceOf(StorageUnavailableError);
      await closed;
      await expect(storage.reader.users.find(everyOrg, gigi.id)).rejects.toBeInstanceOf(StorageUnavailableError);
      await expect(storage.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
    });
  });
}
