import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orgOwner, userOwner } from "../../src/directory/metadata.ts";
import { everyOrg } from "../../src/storage/contract/index.ts";
import { addUsers, type DirectoryInTest, openDirectory } from "./directory-in-test.ts";

describe("the history of metadata", () => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory();
  });
  afterAll(() => test?.close());

  it("names the keys, and never the values", async () => {
    const { directory, storage } = test;
    const caller = await test.addOrg("Keeper of secrets");
    const owner = orgOwner(caller.orgId);
    await directory.metadata.set(caller, owner, [{ key: "locker", value: Buffer.from("swordfish") }]);
    await directory.metadata.remove(caller, owner, "locker");
    const aggregate = { type: "org", id: caller.orgId } as const;
    const events = await storage.reader.events.list({
      aggregate,
      resourceOwner: caller.orgId,
      fromSequence: 5,
      isAscending: true,
      limit: 10,
    });
    expect(events.map(({ type, payload }) => ({ type, payload }))).toEqual([
      { type: "org.metadata.set", payload: { key: "locker" } },
      { type: "org.metadata.removed", payload: { key: "locker" } },
    ]);
  });
});

describe("the metadata of several users", () => {
  it("is answered by user and key, without that of other organizations' users", async () => {
    const test = await openDirectory();
    const { directory, storage } = test;
    const [caller, other] = [await test.addOrg("Ours"), await test.addOrg("Theirs")];
    for (const each of [caller, other]) {
      for (const id of await addUsers(directory, each, 2)) {
        const entries = ["b", "a", "c"].map((key) => ({ key, value: Buffer.from(key) }));
        await directory.metadata.set(each, userOwner(id), entries);
      }
    }
    const { items: users } = await storage.reader.users.list({
      scope: everyOrg,
      filters: [{ kind: "type", type: "machine" }],
      sortBy: "id",
      isAscending: false,
      page: { offset: 0, limit: 100 },
    });
    expect(users.length).toBeGreaterThan(3);
    const found = await directory.metadata.listOfUsers(caller, users, ["a", "b", "d"]);
    const own = users.filter(({ orgId }) => orgId === caller.orgId).map(({ id }) => id);
    expect(found.map(({ owner, key }) => [owner.id, key])).toEqual(
      own.toSorted().flatMap((id) => [
        [id, "a"],
        [id, "b"],
      ]),
    );
    await test.close();
  });
});
