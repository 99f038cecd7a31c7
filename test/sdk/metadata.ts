import { TextQueryMethod } from "@zitadel/proto/zitadel/object_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import { type Chapter, hire } from "./week.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const entry = (key: string) => ({ key, value: bytes(key) });
const keysFrom = (key: string) =>
  ({ query: { case: "keyQuery", value: { key, method: TextQueryMethod.STARTS_WITH } } }) as const;

/** Wednesday afternoon: what the directory keeps for others. */
export const metadata: Chapter = (week) =>
  describe("metadata", () => {
    it("keeps bytes with a human, finds them by key, and gives them up all or none", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const id = await hire(zoo, own("meta"));
      const set = await management.setUserMetadata({ id, key: "locker", value: Uint8Array.of(0, 255) });
      expect(set.details?.creationDate).toBeDefined();
      const again = await management.setUserMetadata({ id, key: "locker", value: Uint8Array.of(0, 255) });
      expect(again.details?.sequence).toBe(set.details?.sequence);
      await management.bulkSetUserMetadata({ id, metadata: [entry("shoe"), entry("shirt"), entry("locker")] });
      const { result, details } = await management.listUserMetadata({ id, queries: [keysFrom("sh")] });
      expect(result.map(({ key, value }) => [key, Buffer.from(value).toString()])).toEqual([
        ["shirt", "shirt"],
        ["shoe", "shoe"],
      ]);
      expect(details?.totalResult).toBe(2n);
      expect((await management.getUserMetadata({ id, key: "locker" })).metadata?.value).toEqual(bytes("locker"));
      await management.removeUserMetadata({ id, key: "locker" });
      const some = management.bulkRemoveUserMetadata({ id, keys: ["shoe", "locker"] });
      await expectRefusal(some, "NotFound", "META-2nnds");
      await management.bulkRemoveUserMetadata({ id, keys: ["shoe", "shirt"] });
      expect((await management.listUserMetadata({ id })).result).toEqual([]);
    });

    it("does the same with a company", async () => {
      const { management } = week().clinic;
      await management.setOrgMetadata({ key: "tax", value: bytes("1") });
      await management.bulkSetOrgMetadata({ metadata: [entry("tariff"), entry("hours")] });
      const { result } = await management.listOrgMetadata({ queries: [keysFrom("ta")] });
      expect(result.map(({ key }) => key)).toEqual(["tariff", "tax"]);
      expect((await management.getOrgMetadata({ key: "hours" })).metadata?.value).toEqual(bytes("hours"));
      await management.removeOrgMetadata({ key: "hours" });
      await management.bulkRemoveOrgMetadata({ keys: ["tariff", "tax"] });
      await expectRefusal(management.getOrgMetadata({ key: "tax" }), "NotFound", "QUERY-Rph32");
    });
  });
