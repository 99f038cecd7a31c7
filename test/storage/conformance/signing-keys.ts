import { describe, expect, it } from "vitest";
import { type SigningKeyRow, signingKeyId } from "../../../src/storage/contract/index.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const sampleKey = (generation: number, expirationTimeUs = 1_000): SigningKeyRow => ({
  generation,
  id: signingKeyId(`key-${generation}`),
  publicKey: "public",
  sealedPrivateKey: "sealed",
  sealedBy: "master",
  creationTimeUs: 1,
  expirationTimeUs,
});

/** What the reader and writer of signing keys promise. */
export function signingKeysConformance(open: OpenStorage): void {
  describe("SigningKeyReader and SigningKeyWriter", () => {
    it("list answers every signing key, the newest first", async () => {
      const storage = await open();
      expect(await storage.reader.signingKeys.list()).toEqual([]);
      await inCommand(storage, async ({ signingKeys }) => {
        for (const generation of [2, 10, 1]) await signingKeys.insert(sampleKey(generation));
      });
      expect(await storage.reader.signingKeys.list()).toEqual([sampleKey(10), sampleKey(2), sampleKey(1)]);
    });

    it("insert: a generation that is taken must fail with ConstraintError signing-key", async () => {
      const storage = await open();
      await inCommand(storage, ({ signingKeys }) => signingKeys.insert(sampleKey(1)));
      const second = inCommand(storage, ({ signingKeys }) => signingKeys.insert(sampleKey(1)));
      await expectConstraint(second, "signing-key");
    });

    it("deleteExpired removes the keys that ended at this time or before; those of the given generation and later must stay", async () => {
      const storage = await open();
      await inCommand(storage, async ({ signingKeys }) => {
        await signingKeys.insert(sampleKey(1, 9));
        await signingKeys.insert(sampleKey(2, 11));
        await signingKeys.insert(sampleKey(3, 10));
        await signingKeys.insert(sampleKey(4, 10));
        await signingKeys.deleteExpired(10, 4);
      });
      const keys = await storage.reader.signingKeys.list();
      expect(keys.map(({ generation }) => generation)).toEqual([4, 2]);
    });
  });
}
