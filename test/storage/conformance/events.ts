import { describe, expect, it } from "vitest";
import { everyOrg, UnstorableTextError, userId } from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, globex, sampleEvent, sampleUser, startUs } from "../sample.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

/** What EventReader and EventWriter promise, and what holds for texts everywhere. */
export function eventsConformance(open: OpenStorage): void {
  describe("EventReader and EventWriter", () => {
    const aggregate = { type: "user", id: "1" } as const;
    const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 100 } as const;

    it("list answers events of one aggregate and owner, ordered by sequence, within an exclusive bound", async () => {
      const storage = await open();
      const payload = { text: "ü\u0000\u{1F992}", list: [1, null, { a: true }] };
      const events = Array.from({ length: 20 }, (_, index) => sampleEvent(aggregate, index + 1, { payload }));
      await inCommand(storage, async (tx) => {
        await tx.events.append(events);
        await tx.events.append([]);
        await tx.events.append([
          sampleEvent({ type: "org", id: "1" }, 1),
          sampleEvent(aggregate, 21, { resourceOwner: globex }),
        ]);
      });
      const list = async (overrides: object) =>
        (await storage.reader.events.list({ ...query, ...overrides })).map(({ sequence }) => sequence);
      expect(await storage.reader.events.list(query)).toEqual(events);
      expect(await list({ fromSequence: 18 })).toEqual([19, 20]);
      expect(await list({ isAscending: false, limit: 2 })).toEqual([20, 19]);
      expect(await list({ isAscending: false, fromSequence: 3 })).toEqual([2, 1]);
      expect(await list({ resourceOwner: globex })).toEqual([21]);
    });

    it("append: a sequence that the aggregate has already must fail with ConstraintError event-sequence", async () => {
      const storage = await open();
      await inCommand(storage, ({ events }) => events.append([sampleEvent(aggregate, 1)]));
      const again = inCommand(storage, ({ events }) =>
        events.append([sampleEvent(aggregate, 2), sampleEvent(aggregate, 1)]),
      );
      await expectConstraint(again, "event-sequence");
      expect(await storage.reader.events.list(query)).toHaveLength(1);
    });

    it("append takes thousands of events", async () => {
      const storage = await open();
      const events = Array.from({ length: 5_000 }, (_, index) => sampleEvent(aggregate, index + 1));
      await inCommand(storage, (tx) => tx.events.append(events));
      expect(await storage.reader.events.list({ ...query, limit: 10_000 })).toEqual(events);
    });
  });

  describe("texts", () => {
    it("a text with U+0000 must fail with UnstorableTextError, on reads and writes", async () => {
      const storage = await openWithOrg(open);
      const broken = "a\u0000b";
      const { users } = storage.reader;
      await expect(users.find(everyOrg, userId(broken))).rejects.toBeInstanceOf(UnstorableTextError);
      await expect(users.findMany(everyOrg, [userId(broken)])).rejects.toBeInstanceOf(UnstorableTextError);
      await expect(addUsers(storage, sampleUser("9", { userName: broken }))).rejects.toBeInstanceOf(
        UnstorableTextError,
      );
      const filters = [{ kind: "ids", ids: [broken] }] as const;
      const list = users.list({
        scope: everyOrg,
        filters,
        sortBy: "id",
        isAscending: true,
        page: { offset: 0, limit: 1 },
      });
      await expect(list).rejects.toBeInstanceOf(UnstorableTextError);
    });

    it("every other text is stored as it is", async () => {
      const storage = await openWithOrg(open);
      const texts = [
        "",
        " ",
        "'; --",
        "\\",
        "\u{1F992}\u{10FFFF}",
        "\u0001\u007F\u0085\u2028\uFEFF",
        "e\u0301é",
        "ﬃß",
        "İIıi",
      ];
      for (const [index, userName] of texts.entries()) {
        const user = sampleUser(`t${index}`, { userName, changeTimeUs: startUs + index });
        await addUsers(storage, user);
        expect(await storage.reader.users.find(everyOrg, user.id)).toEqual(user);
        expect(await storage.reader.users.existsWith(everyOrg, { userName })).toBe(true);
      }
    });
  });
}

async function openWithOrg(open: OpenStorage) {
  const storage = await open();
  await addOrgs(storage, acme);
  return storage;
}
