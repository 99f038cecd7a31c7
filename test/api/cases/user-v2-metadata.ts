import { expect } from "vitest";
import { TextFilterMethod } from "../../../gen/zitadel/filter/v2/filter_pb.ts";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { addHumanV2, v2 } from "../user-v2.ts";

const value = (...bytes: number[]) => new Uint8Array(bytes);

/** Metadata of users. */
export const userV2Metadata: CaseGroup = {
  subject: "User v2: metadata",
  cases: {
    async "sets, replaces, lists and removes entries of humans and machines"(world) {
      const org = await world.addOrg();
      for (const userId of [await addHumanV2(org), await org.addMachine()]) {
        const entries = [
          { key: "a", value: value(1) },
          { key: "b", value: value(2) },
        ];
        const set = await during(() => org.ok(v2.setUserMetadata, { userId, metadata: entries }));
        set.expectWithin(set.result.setDate);
        await org.ok(v2.setUserMetadata, { userId, metadata: [{ key: "b", value: value(3) }] });
        const { metadata, pagination } = await org.ok(v2.listUserMetadata, { userId });
        expect(metadata.map(({ key, value: bytes }) => [key, ...bytes])).toEqual([
          ["a", 1],
          ["b", 3],
        ]);
        expect(metadata[1]?.creationDate).toEqual(set.result.setDate);
        expect(pagination).toMatchObject({ totalResult: 2n, appliedLimit: 100n });
        const removed = await during(() => org.ok(v2.deleteUserMetadata, { userId, keys: ["a", "b"] }));
        removed.expectWithin(removed.result.deletionDate);
        expect((await org.ok(v2.listUserMetadata, { userId })).metadata).toEqual([]);
      }
    },
    async "succeeds without an event when nothing changes"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const metadata = [{ key: "a", value: value(1) }];
      const { setDate } = await org.ok(v2.setUserMetadata, { userId, metadata });
      expect((await org.ok(v2.setUserMetadata, { userId, metadata })).setDate).toEqual(setDate);
      expect(await org.listEventTypes(userId)).toHaveLength(3);
    },
    async "lists by key, and in pages"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const metadata = ["ab", "ac", "b"].map((key) => ({ key, value: value(1) }));
      await org.ok(v2.setUserMetadata, { userId, metadata });
      const method = TextFilterMethod.STARTS_WITH;
      const filters = [{ filter: { case: "keyFilter", value: { key: "a", method } } } as const];
      const pagination = { limit: 1, offset: 1n };
      const page = await org.ok(v2.listUserMetadata, { userId, filters, pagination });
      expect(page.metadata.map(({ key }) => key)).toEqual(["ac"]);
      expect(page.pagination).toMatchObject({ totalResult: 2n, appliedLimit: 1n });
      const behind = await org.ok(v2.listUserMetadata, { userId, filters, pagination: { offset: 2n } });
      expect(behind).toMatchObject({ metadata: [], pagination: { totalResult: 2n, appliedLimit: 100n } });
      const tooMany = await org.call(v2.listUserMetadata, { userId, pagination: { limit: 1001 } });
      expectRefusal(tooMany, "limitExceeded");
    },
    async "refuse an empty list, an unknown key and an unknown user"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const metadata = [{ key: "a", value: value(1) }];
      expectRefusal(await org.call(v2.setUserMetadata, { userId }), "metadataListEmpty");
      expectRefusal(await org.call(v2.deleteUserMetadata, { userId }), "metadataListEmpty");
      expectRefusal(await org.call(v2.deleteUserMetadata, { userId, keys: ["a"] }), "userMetadataKeysNotFound");
      expectRefusal(await org.call(v2.setUserMetadata, { userId: "1", metadata }), "metadataUserNotFound");
      expectRefusal(await org.call(v2.deleteUserMetadata, { userId: "1", keys: ["a"] }), "metadataUserNotFound");
    },
    async "show nothing of a user that is not there, or in an organization that the caller may not read"(world) {
      const [own, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await addHumanV2(other, { metadata: [{ key: "a", value: value(1) }] });
      const { token } = await own.addMember("ORG_OWNER");
      for (const id of [userId, "1"]) {
        const { metadata, pagination } = await world.as({ token }).ok(v2.listUserMetadata, { userId: id });
        expect({ metadata, total: pagination?.totalResult }).toEqual({ metadata: [], total: 0n });
      }
    },
  },
};
