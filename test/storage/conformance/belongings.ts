import { describe, expect, it } from "vitest";
import {
  type CodeRow,
  keyId,
  type MetadataOwner,
  type OutboxRow,
  orgId,
  type Storage,
  userId,
} from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, globex, startUs } from "../sample.ts";
import { allRows, gigi, hank, match, sampleKey, sampleMetadata } from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

async function openWithUsers(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addOrgs(storage, acme, globex);
  await addUsers(storage, gigi, hank);
  return storage;
}

const code: CodeRow = {
  userId: gigi.id,
  purpose: "email",
  hash: "00ff",
  expirationTimeUs: startUs * 2,
  failedAttempts: 0,
};

const message = (id: string, overrides: Partial<OutboxRow> = {}): OutboxRow => ({
  id,
  userId: gigi.id,
  purpose: "phone",
  channel: "sms",
  recipient: "+41791234567",
  text: "Your code is 123456.\n",
  creationTimeUs: startUs,
  ...overrides,
});

/** What the readers and writers of metadata, machines' keys, codes and messages promise. */
export function belongingsConformance(open: OpenStorage): void {
  for (const owner of [
    { type: "user", id: gigi.id },
    { type: "org", id: acme },
  ] as const satisfies readonly MetadataOwner[]) {
    const other: MetadataOwner = owner.type === "user" ? { type: "user", id: hank.id } : { type: "org", id: globex };
    describe(`MetadataReader and MetadataWriter: metadata of a ${owner.type}`, () => {
      it("findMany answers the entries among these keys that exist, by key, with regard to case", async () => {
        const storage = await openWithUsers(open);
        const values = [new Uint8Array(), Uint8Array.from({ length: 256 }, (_, index) => index), new Uint8Array([0])];
        const rows = ["B", "a", "ü \u{1F992}"].map((key, index) =>
          sampleMetadata(owner, key, values[index] === undefined ? {} : { value: values[index] }),
        );
        await inCommand(storage, async ({ metadata }) => {
          await metadata.set(rows.toReversed());
          await metadata.set([sampleMetadata(other, "a")]);
          await metadata.set([]);
        });
        const { metadata } = storage.reader;
        expect(await metadata.findMany(owner, ["a", "B", "ü \u{1F992}", "A", "c"])).toEqual(rows);
        expect(await metadata.findMany(owner, [])).toEqual([]);
        expect(await metadata.findMany(other, ["B", "a"])).toEqual([sampleMetadata(other, "a")]);
      });

      it("list answers one page of the entries that match, by key, and the total", async () => {
        const storage = await openWithUsers(open);
        const rows = ["A", "a", "b"].map((key) => sampleMetadata(owner, key));
        await inCommand(storage, ({ metadata }) => metadata.set([...rows, sampleMetadata(other, "a")]));
        const list = (keys: Parameters<typeof match>[], page: { offset: number; limit: number } = allRows) =>
          storage.reader.metadata.list({ owner, keys: keys.map((key) => match(...key)), page });
        expect(await list([])).toEqual({ items: rows, total: 3 });
        expect(await list([], { offset: 1, limit: 1 })).toEqual({ items: [rows[1]], total: 3 });
        expect(await list([], { offset: 3, limit: 1 })).toEqual({ items: [], total: 3 });
        expect(await list([["equals", "a"]])).toEqual({ items: [rows[1]], total: 1 });
        expect((await list([["equals", "a", true]])).total).toBe(2);
        expect(
          await list([
            ["equals", "a", true],
            ["equals", "b"],
          ]),
        ).toEqual({ items: [], total: 0 });
      });

      it("set stores entries in place of those with the same keys; a creation time that is stored already must stay", async () => {
        const storage = await openWithUsers(open);
        const changed = { value: new Uint8Array([1, 2]), sequence: 4, changeTimeUs: startUs + 4 };
        await inCommand(storage, async ({ metadata }) => {
          await metadata.set([sampleMetadata(owner, "a"), sampleMetadata(owner, "b")]);
          await metadata.set([sampleMetadata(owner, "a", { ...changed, creationTimeUs: startUs + 4 })]);
        });
        expect(await storage.reader.metadata.findMany(owner, ["a", "b"])).toEqual([
          sampleMetadata(owner, "a", changed),
          sampleMetadata(owner, "b"),
        ]);
      });

      it("set: of rows with the same owner and key the last must count", async () => {
        const storage = await openWithUsers(open);
        const last = sampleMetadata(owner, "a", { value: new Uint8Array([9]), sequence: 3 });
        await inCommand(storage, ({ metadata }) =>
          metadata.set([sampleMetadata(owner, "a"), sampleMetadata(owner, "A"), last]),
        );
        expect(await storage.reader.metadata.findMany(owner, ["a", "A"])).toEqual([sampleMetadata(owner, "A"), last]);
      });

      it("set: an owner that does not exist must fail with ConstraintError reference", async () => {
        const storage = await openWithUsers(open);
        const nobody: MetadataOwner =
          owner.type === "user" ? { type: "user", id: userId("9") } : { type: "org", id: orgId("9") };
        await expectConstraint(
          inCommand(storage, ({ metadata }) => metadata.set([sampleMetadata(nobody, "a")])),
          "reference",
        );
      });

      it("delete removes the entries with these keys", async () => {
        const storage = await openWithUsers(open);
        await inCommand(storage, async ({ metadata }) => {
          await metadata.set(["a", "A", "b"].map((key) => sampleMetadata(owner, key)));
          await metadata.set([sampleMetadata(other, "a")]);
          await metadata.delete(owner, ["a", "b", "c"]);
          await metadata.delete(owner, []);
        });
        const { metadata } = storage.reader;
        expect((await metadata.list({ owner, keys: [], page: allRows })).items.map(({ key }) => key)).toEqual(["A"]);
        expect((await metadata.list({ owner: other, keys: [], page: allRows })).total).toBe(1);
      });
    });
  }

  describe("MachineKeyReader and MachineKeyWriter", () => {
    it("find answers the user's key, findById the key whoever has it, listOfUser the user's keys, by id", async () => {
      const storage = await openWithUsers(open);
      const keys = [sampleKey(gigi.id, "5"), sampleKey(gigi.id, "6", { publicKey: "six", sequence: 3 })];
      await inCommand(storage, async ({ machineKeys }) => {
        for (const key of [...keys.toReversed(), sampleKey(hank.id, "7")]) await machineKeys.insert(key);
      });
      const { machineKeys } = storage.reader;
      expect(await machineKeys.find(gigi.id, keyId("6"))).toEqual(keys[1]);
      expect(await machineKeys.find(gigi.id, keyId("7"))).toBeUndefined();
      expect(await machineKeys.findById(keyId("7"))).toEqual(sampleKey(hank.id, "7"));
      expect(await machineKeys.findById(keyId("8"))).toBeUndefined();
      expect(await machineKeys.listOfUser(gigi.id, allRows)).toEqual({ items: keys, total: 2 });
      expect(await machineKeys.listOfUser(gigi.id, { offset: 1, limit: 5 })).toEqual({ items: [keys[1]], total: 2 });
      expect(await machineKeys.listOfUser(gigi.id, { offset: 2, limit: 5 })).toEqual({ items: [], total: 2 });
    });

    it("insert: a user that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(
        inCommand(storage, ({ machineKeys }) => machineKeys.insert(sampleKey(userId("9"), "5"))),
        "reference",
      );
    });

    it("delete removes one key", async () => {
      const storage = await openWithUsers(open);
      await inCommand(storage, async ({ machineKeys }) => {
        await machineKeys.insert(sampleKey(gigi.id, "5"));
        await machineKeys.insert(sampleKey(gigi.id, "6"));
        await machineKeys.delete(keyId("5"));
      });
      expect((await storage.reader.machineKeys.listOfUser(gigi.id, allRows)).items).toEqual([sampleKey(gigi.id, "6")]);
    });
  });

  describe("CodeWriter", () => {
    it("set stores a code in place of the one for the same purpose; find answers it; delete removes it", async () => {
      const storage = await openWithUsers(open);
      const password = { ...code, purpose: "password", hash: "11" } as const;
      const changed = { ...code, hash: "22", expirationTimeUs: 5, failedAttempts: 3 };
      await inCommand(storage, async ({ codes }) => {
        for (const row of [code, password, changed]) await codes.set(row);
      });
      await inCommand(storage, async ({ codes }) => {
        expect(await codes.find(gigi.id, "email")).toEqual(changed);
        expect(await codes.find(gigi.id, "phone")).toBeUndefined();
        expect(await codes.find(hank.id, "email")).toBeUndefined();
        await codes.delete(gigi.id, "email");
        expect(await codes.find(gigi.id, "email")).toBeUndefined();
        expect(await codes.find(gigi.id, "password")).toEqual(password);
      });
    });

    it("set: a user that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(
        inCommand(storage, ({ codes }) => codes.set({ ...code, userId: userId("9") })),
        "reference",
      );
    });
  });

  describe("OutboxWriter", () => {
    it("list answers the oldest messages for a channel, oldest first; delete removes those that were delivered", async () => {
      const storage = await openWithUsers(open);
      const rows = [message("3", { creationTimeUs: startUs - 1 }), message("1"), message("2")];
      const other = message("4", { channel: "email", creationTimeUs: 0 });
      await inCommand(storage, async ({ outbox }) => {
        for (const row of [...rows.toReversed(), other]) await outbox.insert(row);
      });
      await inCommand(storage, async ({ outbox }) => {
        expect(await outbox.list("sms", 2)).toEqual(rows.slice(0, 2));
        await outbox.delete(["3", "2", "9"]);
        await outbox.delete([]);
        expect(await outbox.list("sms", 10)).toEqual([rows[1]]);
        expect(await outbox.list("email", 10)).toEqual([other]);
      });
    });

    it("insert: a user that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(
        inCommand(storage, ({ outbox }) => outbox.insert(message("1", { userId: userId("9") }))),
        "reference",
      );
    });
  });
}
