import { describe, expect, it } from "vitest";
import { addPortal, gigi } from "../sample-grants.ts";
import { inCommand, type OpenStorage } from "./suite.ts";

/** What AliasReader and AliasWriter promise. */
export function aliasesConformance(open: OpenStorage): void {
  describe("AliasReader and AliasWriter", () => {
    it("ensure gives those that had none an alias, from 1, and leaves the others theirs; both directions find them, by alias", async () => {
      const storage = await open();
      const first = await inCommand(storage, ({ aliases }) => aliases.ensure("user", ["b", "a", "b"]));
      expect(first).toEqual([
        { alias: 1, kind: "user", key: "b" },
        { alias: 2, kind: "user", key: "a" },
      ]);
      const again = await inCommand(storage, ({ aliases }) => aliases.ensure("user", ["a", "c"]));
      expect(again).toEqual([
        { alias: 2, kind: "user", key: "a" },
        { alias: 3, kind: "user", key: "c" },
      ]);
      expect(await inCommand(storage, ({ aliases }) => aliases.ensure("user", []))).toEqual([]);
      const { aliases } = storage.reader;
      expect(await aliases.findMany("user", ["c", "nobody", "a"])).toEqual(again);
      expect(await aliases.findByAlias("user", [9, 3, 2])).toEqual(again);
      expect(await aliases.findMany("user", [])).toEqual([]);
      for (const none of [[], [0], [-1], [1.5], [Number.NaN], [2 ** 31], [2 ** 53]]) {
        expect(await aliases.findByAlias("user", none)).toEqual([]);
      }
    });

    it("ensure: an alias must stand for one object only, of whatever kind", async () => {
      const storage = await open();
      const give = (kind: "user" | "project-role" | "synthetic") =>
        inCommand(storage, ({ aliases }) => aliases.ensure(kind, ["a"]));
      const given = [await give("user"), await give("project-role"), await give("synthetic")].flat();
      expect(new Set(given.map(({ alias }) => alias)).size).toBe(3);
      const { aliases } = storage.reader;
      expect(await aliases.findByAlias("user", [1, 2, 3])).toEqual([given[0]]);
      expect(await aliases.findMany("project-role", ["a"])).toEqual([given[1]]);
    });

    it("ensure: an alias must stay when the object is gone", async () => {
      const storage = await open();
      await addPortal(storage);
      const [row] = await inCommand(storage, ({ aliases }) => aliases.ensure("user", [gigi.id]));
      await inCommand(storage, ({ users }) => users.delete(gigi.id));
      expect(await storage.reader.aliases.findMany("user", [gigi.id])).toEqual([row]);
      const [next] = await inCommand(storage, ({ aliases }) => aliases.ensure("user", ["new"]));
      expect(next?.alias).not.toBe(row?.alias);
    });

    it("ensure: an alias that a failed command gave must be given to nobody else as well as to its object", async () => {
      const storage = await open();
      const failing = inCommand(storage, async ({ aliases }) => {
        await aliases.ensure("user", ["a"]);
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await storage.reader.aliases.findMany("user", ["a"])).toEqual([]);
      const given = await inCommand(storage, ({ aliases }) => aliases.ensure("user", ["b", "a"]));
      expect(new Set(given.map(({ alias }) => alias)).size).toBe(2);
    });

    it("ensure: however many commands give aliases at the same time, each object has one and each alias one object", async () => {
      const storage = await open();
      const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
      const answers = await Promise.all(
        // Each asks for half of them, in an order of its own, and shares no key with the others.
        Array.from({ length: 64 }, (_, caller) => {
          const own = keys.map((_key, index) => keys[(index * 7 + caller) % 40] ?? "").slice(0, 20);
          return inCommand(storage, ({ aliases }) => aliases.ensure("group", own));
        }),
      );
      const stored = await storage.reader.aliases.findMany("group", keys);
      expect(stored).toHaveLength(40);
      expect(new Set(stored.map(({ alias }) => alias)).size).toBe(40);
      const aliasOf = new Map(stored.map(({ key, alias }) => [key, alias]));
      for (const rows of answers) {
        expect(rows).toHaveLength(20);
        for (const { key, alias } of rows) expect(alias).toBe(aliasOf.get(key));
      }
    });
  });
}
