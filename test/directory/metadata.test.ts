import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orgOwner } from "../../src/directory/metadata.ts";
import { type DirectoryInTest, openDirectory } from "./directory-in-test.ts";

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
