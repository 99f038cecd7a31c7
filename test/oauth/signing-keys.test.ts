import { afterEach, describe, expect, it } from "vitest";
import { createSealer } from "../../src/auth/oauth/sealer.ts";
import { createSigningKeys, type SigningKeys } from "../../src/auth/oauth/signing-keys.ts";
import { createIdGenerator } from "../../src/directory/id-generator.ts";
import type { Storage } from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";

const dayUs = 24 * 3_600_000_000;
const tokenLifetimeUs = 43_200_000_000;

describe("createSealer()", () => {
  const sealer = createSealer("a master key");

  it("opens what it sealed, and seals the same text to another one each time", () => {
    const sealed = sealer.seal("🦒");
    expect(sealer.open(sealed)).toBe("🦒");
    expect(sealer.seal("🦒")).not.toBe(sealed);
    expect(createSealer("a master key").open(sealed)).toBe("🦒");
  });

  it("opens nothing that was sealed under another key, or changed", () => {
    const sealed = sealer.seal("text");
    expect(() => createSealer("another master key").open(sealed)).toThrow();
    for (const index of [0, 20, sealed.length - 2]) {
      const other = sealed[index] === "A" ? "B" : "A";
      expect(() => sealer.open(`${sealed.slice(0, index)}${other}${sealed.slice(index + 1)}`)).toThrow();
    }
    expect(() => sealer.open("")).toThrow();
  });

  it("has an id of its own for each key", () => {
    expect(sealer.id).toMatch(/^[0-9a-f]{16}$/);
    expect(createSealer("another master key").id).not.toBe(sealer.id);
  });
});

for (const engine of engines) {
  describe(`createSigningKeys() · ${engine.name}`, () => {
    let storage: Storage;
    afterEach(() => storage.close());

    /** A process on the storage, with a clock that is shared and can be set. */
    async function open() {
      storage = await engine.open();
      let nowUs = 1_700_000_000_000_000;
      const clock = () => nowUs;
      const newId = createIdGenerator({ clock });
      return {
        pass: (us: number) => {
          nowUs += us;
        },
        start: (masterKey: string, lifetimeUs = tokenLifetimeUs): SigningKeys =>
          createSigningKeys(
            { storage, clock, newId },
            { loadMasterKey: async () => masterKey, tokenLifetimeUs: lifetimeUs },
          ),
      };
    }

    const idsOf = async (keys: SigningKeys) => (await keys.listPublic()).map(({ kid }) => kid);

    it("makes the first key when it is needed, one for all who wait, and keeps it", async () => {
      const { start } = await open();
      const keys = start("m");
      expect(await keys.listPublic()).toEqual([]);
      const current = await Promise.all([keys.current(), keys.current(), keys.current()]);
      expect(new Set(current.map(({ id }) => id)).size).toBe(1);
      expect(await idsOf(keys)).toEqual([current[0]?.id]);
      expect((await start("m").current()).id).toBe(current[0]?.id);
    });

    it("stores no private key that can be read", async () => {
      const { start } = await open();
      await start("m").current();
      const [row] = await storage.reader.signingKeys.list();
      expect(JSON.stringify(row)).not.toContain("PRIVATE KEY");
      expect(createSealer("m").open(row?.sealedPrivateKey ?? "")).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    });

    it("signs with a new key after a month, and publishes the old one until its last token has ended", async () => {
      const { start, pass } = await open();
      const keys = start("m");
      const first = await keys.current();
      pass(30 * dayUs - 1);
      expect((await keys.current()).id).toBe(first.id);
      pass(1);
      const second = await keys.current();
      expect(second.id).not.toBe(first.id);
      expect(await idsOf(keys)).toEqual([second.id, first.id]);
      pass(tokenLifetimeUs - 1);
      expect(await idsOf(keys)).toEqual([second.id, first.id]);
      pass(1);
      expect(await idsOf(keys)).toEqual([second.id]);
      // The next key takes ended ones out of the storage.
      pass(31 * dayUs);
      const third = await keys.current();
      expect((await storage.reader.signingKeys.list()).map(({ id }) => id)).toEqual([third.id]);
    });

    it("signs with a new key when tokens live longer than the old one is published", async () => {
      const { start } = await open();
      const first = await start("m", 60_000_000).current();
      const second = await start("m", 31 * dayUs).current();
      expect(second.id).not.toBe(first.id);
      expect((await start("m", 60_000_000).current()).id).toBe(second.id);
    });

    it("is shared by processes that start at once with one master key", async () => {
      const { start } = await open();
      const processes = Array.from({ length: 4 }, () => start("m"));
      const current = await Promise.all(processes.map((keys) => keys.current()));
      expect(new Set(current.map(({ id }) => id)).size).toBe(1);
      expect(await storage.reader.signingKeys.list()).toHaveLength(1);
    });

    it("is a process's own where master keys differ; each publishes the keys of all", async () => {
      const { start } = await open();
      const [left, right] = [start("left"), start("right")];
      const [ofLeft, ofRight] = await Promise.all([left.current(), right.current()]);
      expect(ofLeft.id).not.toBe(ofRight.id);
      expect((await left.current()).id).toBe(ofLeft.id);
      expect(new Set(await idsOf(left))).toEqual(new Set([ofLeft.id, ofRight.id]));
      expect(await idsOf(right)).toEqual(await idsOf(left));
    });
  });
}
