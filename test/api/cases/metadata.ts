import { expect } from "vitest";
import type { Metadata } from "../../../gen/zitadel/metadata/v1/metadata_pb.ts";
import type { ObjectDetails } from "../../../gen/zitadel/v1/object_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import type { ErrorName } from "../../../src/directory/errors.ts";
import { absentUsers } from "../absent-users.ts";
import { type Case, type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { rpc, type World } from "../world.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const entry = (key: string, value: string) => ({ key, value: bytes(value) });

/** The metadata of one owner: the same calls, by whichever RPCs they are made. */
interface Owner {
  readonly org: OrgInTest;
  set(key: string, value: Uint8Array): Promise<ObjectDetails | undefined>;
  bulkSet(...entries: { key: string; value: Uint8Array }[]): Promise<ObjectDetails | undefined>;
  /** The key's entry as it is listed. */
  find(key: string): Promise<Metadata | undefined>;
  list(query: object): Promise<{ details?: { totalResult: bigint } | undefined; result: { key: string }[] }>;
  /** Types of the owner's events since the owner was there, oldest first. */
  events(): Promise<readonly string[]>;
  /** The owner's own sequence. */
  sequence(): Promise<bigint | undefined>;
  readonly calls: {
    readonly get: (key: string) => ReturnType<OrgInTest["call"]>;
    readonly set: (key: string, value: Uint8Array) => ReturnType<OrgInTest["call"]>;
    readonly remove: (key: string) => ReturnType<OrgInTest["call"]>;
    readonly bulkSet: (...entries: { key: string; value: Uint8Array }[]) => ReturnType<OrgInTest["call"]>;
    readonly bulkRemove: (...keys: string[]) => ReturnType<OrgInTest["call"]>;
    readonly list: (query: object) => ReturnType<OrgInTest["call"]>;
  };
}

/** The key's entry; its value as plain bytes, which some clients answer as a Buffer. */
function findEntry(key: string, result: readonly Metadata[]): Metadata | undefined {
  const found = result.find((candidate) => candidate.key === key);
  return found && { ...found, value: new Uint8Array(found.value) };
}

async function userOf(world: World): Promise<Owner> {
  const org = await world.addOrg();
  const id = await org.addHuman();
  const list: Owner["list"] = (query) => org.ok(rpc.listUserMetadata, { id, ...query });
  return {
    org,
    list,
    set: async (key, value) => (await org.ok(rpc.setUserMetadata, { id, key, value })).details,
    bulkSet: async (...metadata) => (await org.ok(rpc.bulkSetUserMetadata, { id, metadata })).details,
    find: async (key) => findEntry(key, (await org.ok(rpc.listUserMetadata, { id })).result),
    events: async () => (await org.listEventTypes(id)).slice(2),
    sequence: async () => (await org.getUser(id)).details?.sequence,
    calls: {
      get: (key) => org.call(rpc.getUserMetadata, { id, key }),
      set: (key, value) => org.call(rpc.setUserMetadata, { id, key, value }),
      remove: (key) => org.call(rpc.removeUserMetadata, { id, key }),
      bulkSet: (...metadata) => org.call(rpc.bulkSetUserMetadata, { id, metadata }),
      bulkRemove: (...keys) => org.call(rpc.bulkRemoveUserMetadata, { id, keys }),
      list: (query) => org.call(rpc.listUserMetadata, { id, ...query }),
    },
  };
}

async function orgOf(world: World): Promise<Owner> {
  const org = await world.addOrg();
  const listEvents = async () => (await org.ok(rpc.listOrgChanges, { query: { asc: true } })).result;
  const before = (await listEvents()).length;
  return {
    org,
    set: async (key, value) => (await org.ok(rpc.setOrgMetadata, { key, value })).details,
    bulkSet: async (...metadata) => (await org.ok(rpc.bulkSetOrgMetadata, { metadata })).details,
    find: async (key) => findEntry(key, (await org.ok(rpc.listOrgMetadata, {})).result),
    list: (query) => org.ok(rpc.listOrgMetadata, query),
    events: async () =>
      (await listEvents()).slice(before).map(({ eventType }) => eventType?.key.replace("EventTypes.", "") ?? ""),
    sequence: async () => (await org.ok(rpc.getMyOrg, {})).org?.details?.sequence,
    calls: {
      get: (key) => org.call(rpc.getOrgMetadata, { key }),
      set: (key, value) => org.call(rpc.setOrgMetadata, { key, value }),
      remove: (key) => org.call(rpc.removeOrgMetadata, { key }),
      bulkSet: (...metadata) => org.call(rpc.bulkSetOrgMetadata, { metadata }),
      bulkRemove: (...keys) => org.call(rpc.bulkRemoveOrgMetadata, { keys }),
      list: (query) => org.call(rpc.listOrgMetadata, query),
    },
  };
}

/** What holds for every owner. */
const casesFor = (
  ownerOf: (world: World) => Promise<Owner>,
  noun: "user" | "org",
  errors: Readonly<Record<"unknown" | "notFound" | "keysEmpty" | "keysGone", ErrorName>>,
): Readonly<Record<string, Case>> => {
  const [set, removed] = [`${noun}.metadata.set`, `${noun}.metadata.removed`];
  return {
    async "is set, with a creation date in place of a change date"(world) {
      const owner = await ownerOf(world);
      const own = await owner.sequence();
      const { result: details, expectWithin } = await during(() => owner.set("food", bytes("leaves")));
      expect(details?.resourceOwner).toBe(owner.org.id);
      expect(details?.changeDate).toBeUndefined();
      expectWithin(details?.creationDate);
      const found = await owner.find("food");
      expect(found?.value).toEqual(bytes("leaves"));
      expect(found?.details).toMatchObject({
        sequence: details?.sequence,
        creationDate: details?.creationDate,
        changeDate: details?.creationDate,
        resourceOwner: owner.org.id,
      });
      expect(await owner.events()).toEqual([set]);
      expect(await owner.sequence()).toBe(own);
    },
    async "is replaced: the creation date stays, the answer's is that of the change"(world) {
      const owner = await ownerOf(world);
      const first = await owner.set("food", bytes("leaves"));
      const second = await owner.set("food", bytes("bark"));
      expect(second?.sequence).toBe((first?.sequence ?? 0n) + 1n);
      const found = await owner.find("food");
      expect(found?.value).toEqual(bytes("bark"));
      expect(found?.details).toMatchObject({
        sequence: second?.sequence,
        creationDate: first?.creationDate,
        changeDate: second?.creationDate,
      });
    },
    async "is left alone by the same value: success with the details of before, and no event"(world) {
      const owner = await ownerOf(world);
      const first = await owner.set("food", bytes("leaves"));
      await owner.set("drink", bytes("water"));
      expect(await owner.set("food", bytes("leaves"))).toEqual(first);
      expect(await owner.events()).toEqual([set, set]);
    },
    async "keeps any bytes, and keys as they are"(world) {
      const owner = await ownerOf(world);
      const value = Uint8Array.from({ length: 256 }, (_, index) => index);
      for (const key of ["a/b c?", " Ω🦒 ", "Key", "key"]) await owner.set(key, value);
      expect((await owner.find(" Ω🦒 "))?.value).toEqual(value);
      expect((await owner.list({})).result.map(({ key }) => key).sort()).toEqual(
        [" Ω🦒 ", "Key", "a/b c?", "key"].sort(),
      );
    },
    ...casesOf(
      "is refused $name",
      [
        { name: "without a value", value: new Uint8Array() },
        { name: "with a value of 500001 bytes", value: new Uint8Array(500_001) },
      ],
      async (world, { value }) => {
        const owner = await ownerOf(world);
        const message = noun === "user" ? "SetUserMetadataRequest" : "SetOrgMetadataRequest";
        expectInvalid(await owner.calls.set("food", value), `${message}.Value`, ["value"]);
      },
    ),

    async "is set in bulk, with a change date: what is unchanged leaves no event"(world) {
      const owner = await ownerOf(world);
      const first = await owner.set("food", bytes("leaves"));
      const details = await owner.bulkSet(entry("food", "leaves"), entry("drink", "water"), entry("toy", "ball"));
      expect(details?.sequence).toBe((first?.sequence ?? 0n) + 2n);
      expect(details?.creationDate).toBeUndefined();
      expect(details?.changeDate).toBeDefined();
      expect(await owner.events()).toEqual([set, set, set]);
      expect((await owner.find("drink"))?.details?.sequence).toBe((first?.sequence ?? 0n) + 1n);
      expect((await owner.find("toy"))?.details?.sequence).toBe(details?.sequence);
      const again = await owner.bulkSet(entry("food", "leaves"), entry("drink", "water"));
      expect(again).toMatchObject({ sequence: (first?.sequence ?? 0n) + 1n, changeDate: details?.changeDate });
      expect(await owner.events()).toHaveLength(3);
    },
    async "is set in bulk in the order of the list, also twice"(world) {
      const owner = await ownerOf(world);
      await owner.bulkSet(entry("food", "leaves"), entry("food", "bark"));
      expect((await owner.find("food"))?.value).toEqual(bytes("bark"));
      expect(await owner.events()).toEqual([set, set]);
    },
    async "is not set by an empty list"(world) {
      expectRefusal(await (await ownerOf(world)).calls.bulkSet(), "metadataListEmpty");
    },
    async "takes 1000 entries in under a second, and gives them up as fast"(world) {
      const owner = await ownerOf(world);
      const entries = Array.from({ length: 1000 }, (_, index) => entry(`key-${index}`, `value ${index}`));
      const startMs = performance.now();
      await owner.bulkSet(...entries);
      const setMs = performance.now() - startMs;
      expect((await owner.list({ query: { limit: 1 } })).details?.totalResult).toBe(1000n);
      expect((await owner.calls.bulkRemove(...entries.map(({ key }) => key))).error).toBeUndefined();
      const removeMs = performance.now() - startMs - setMs;
      expect((await owner.list({})).result).toEqual([]);
      expect(Math.max(setMs, removeMs)).toBeLessThan(1000);
    },

    async "is read one by one"(world) {
      const owner = await ownerOf(world);
      await owner.set("food", bytes("leaves"));
      const { ok } = await owner.calls.get("food");
      expect(ok).toMatchObject({ metadata: { key: "food", details: (await owner.find("food"))?.details } });
      expectRefusal(await owner.calls.get("Food"), errors.unknown);
    },
    ...casesOf(
      "is listed by key: $name",
      [
        { name: "all", keyQueries: [], want: ["Food", "drink", "food.dry", "food.wet"] },
        { name: "equal", keyQueries: [{ key: "drink", method: TextQueryMethod.EQUALS }], want: ["drink"] },
        {
          name: "beginning so",
          keyQueries: [{ key: "food", method: TextQueryMethod.STARTS_WITH }],
          want: ["food.dry", "food.wet"],
        },
        {
          name: "beginning so, case aside",
          keyQueries: [{ key: "FOOD", method: TextQueryMethod.STARTS_WITH_IGNORE_CASE }],
          want: ["Food", "food.dry", "food.wet"],
        },
        {
          name: "both of two",
          keyQueries: [
            { key: "food", method: TextQueryMethod.STARTS_WITH },
            { key: "wet", method: TextQueryMethod.ENDS_WITH },
          ],
          want: ["food.wet"],
        },
      ],
      async (world, { keyQueries, want }) => {
        const owner = await ownerOf(world);
        await owner.bulkSet(...["food.wet", "drink", "Food", "food.dry"].map((key) => entry(key, "x")));
        const queries = keyQueries.map((value) => ({ query: { case: "keyQuery", value } }));
        const { details, result } = await owner.list({ queries });
        expect(result.map(({ key }) => key).sort()).toEqual([...want].sort());
        expect(details?.totalResult).toBe(BigInt(want.length));
      },
    ),
    async "is listed in pages, with the number of all, 1000 at most"(world) {
      const owner = await ownerOf(world);
      await owner.bulkSet(...["a", "b", "c"].map((key) => entry(key, "x")));
      const pages = [];
      for (const offset of [0n, 2n, 3n]) pages.push(await owner.list({ query: { offset, limit: 2 } }));
      expect(pages.map(({ result }) => result.map(({ key }) => key))).toEqual([["a", "b"], ["c"], []]);
      expect(pages.map(({ details }) => details?.totalResult)).toEqual([3n, 3n, 3n]);
      expectRefusal(await owner.calls.list({ query: { limit: 1001 } }), "limitExceeded");
    },

    async "is removed"(world) {
      const owner = await ownerOf(world);
      const first = await owner.set("food", bytes("leaves"));
      const { ok } = await owner.calls.remove("food");
      expect(ok).toMatchObject({ details: { sequence: (first?.sequence ?? 0n) + 1n, resourceOwner: owner.org.id } });
      expect(await owner.find("food")).toBeUndefined();
      expect(await owner.events()).toEqual([set, removed]);
      expectRefusal(await owner.calls.remove("food"), errors.notFound);
    },
    async "is removed in bulk, all or nothing"(world) {
      const owner = await ownerOf(world);
      await owner.bulkSet(...["a", "b", "c"].map((key) => entry(key, "x")));
      expectRefusal(await owner.calls.bulkRemove("a", "A"), errors.keysGone);
      expect((await owner.list({})).result).toHaveLength(3);
      expect((await owner.calls.bulkRemove("a", "c", "a")).error).toBeUndefined();
      expect((await owner.list({})).result.map(({ key }) => key)).toEqual(["b"]);
      expect((await owner.events()).slice(3)).toEqual([removed, removed]);
      expectRefusal(await owner.calls.bulkRemove(), errors.keysEmpty);
    },
  };
};

/** The metadata RPCs on users. */
export const userMetadata: CaseGroup = {
  subject: "Metadata of users",
  cases: {
    ...casesFor(userOf, "user", {
      unknown: "userMetadataUnknown",
      notFound: "userMetadataNotFound",
      keysEmpty: "metadataListEmpty",
      keysGone: "userMetadataKeysNotFound",
    }),
    async "is answered with the user's id when it is set"(world) {
      const org = await world.addOrg();
      const id = await org.addMachine();
      expect((await org.ok(rpc.setUserMetadata, { id, ...entry("food", "oil") })).id).toBe(id);
    },
    ...casesOf("is not there for $name", absentUsers, async (world, { idFor }) => {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const id = await idFor(org, other);
      if (id !== "1") await other.ok(rpc.setUserMetadata, { id, ...entry("food", "leaves") });
      expectRefusal(await org.call(rpc.getUserMetadata, { id, key: "food" }), "userMetadataUnknown");
      expect((await org.ok(rpc.listUserMetadata, { id })).result).toEqual([]);
      expectRefusal(await org.call(rpc.setUserMetadata, { id, ...entry("food", "x") }), "metadataUserNotFound");
      const metadata = [entry("food", "x")];
      expectRefusal(await org.call(rpc.bulkSetUserMetadata, { id, metadata }), "metadataUserNotFound");
      expectRefusal(await org.call(rpc.removeUserMetadata, { id, key: "food" }), "metadataUserNotFound");
      expectRefusal(await org.call(rpc.bulkRemoveUserMetadata, { id, keys: ["food"] }), "metadataUserNotFound");
    }),
    async "goes with the user: who gets the id next has none"(world) {
      const org = await world.addOrg();
      const id = await org.addMachine();
      await org.ok(rpc.setUserMetadata, { id, ...entry("food", "oil") });
      await org.ok(rpc.removeUser, { id });
      await org.addMachine({ userId: id });
      expect((await org.ok(rpc.listUserMetadata, { id })).result).toEqual([]);
    },
  },
};

/** The metadata RPCs on the organization of the call. */
export const orgMetadata: CaseGroup = {
  subject: "Metadata of organizations",
  cases: {
    ...casesFor(orgOf, "org", {
      unknown: "orgMetadataUnknown",
      notFound: "orgMetadataNotFound",
      keysEmpty: "orgMetadataKeysEmpty",
      keysGone: "orgMetadataKeysNotFound",
    }),
    async "is the organization's own"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      await org.ok(rpc.setOrgMetadata, entry("food", "leaves"));
      expectRefusal(await other.call(rpc.getOrgMetadata, { key: "food" }), "orgMetadataUnknown");
      expect((await other.ok(rpc.listOrgMetadata, {})).result).toEqual([]);
    },
  },
};
