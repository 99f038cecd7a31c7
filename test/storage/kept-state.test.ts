import { describe, expect, it, onTestFinished } from "vitest";
import { createDirectory } from "../../src/directory/directory.ts";
import { createIdGenerator } from "../../src/directory/id-generator.ts";
import { openResettableStorage } from "../../src/storage/open.ts";

/** A directory on a storage whose state can come back. */
async function open() {
  const storage = await openResettableStorage();
  onTestFinished(() => storage.close());
  const clock = () => Date.now() * 1_000;
  const notifier = { notify: () => {} };
  const directory = createDirectory({ storage, clock, newId: createIdGenerator({ clock }), notifier }, "localhost");
  const { instance } = await directory.instance.ensure({
    ...{ name: "Test", domain: "localhost", defaultOrgName: "Test", adminUserName: "admin" },
    adminToken: "token-of-the-administrator",
  });
  const caller = {
    userId: instance.adminUserId,
    orgId: instance.defaultOrgId,
    face: "system",
    permissions: "all",
  } as const;
  const addOrg = (name: string) => directory.orgs.add(caller, name);
  const isFree = (name: string) => directory.orgs.isUnique({ name, domain: "" });
  return { storage, addOrg, isFree };
}

describe("openResettableStorage()", () => {
  it("brings the kept state back, as often as it is asked to", async () => {
    const { storage, addOrg, isFree } = await open();
    await addOrg("kept");
    await storage.keepState();
    for (const round of [1, 2]) {
      await addOrg("later");
      await storage.restoreState();
      expect({ round, kept: await isFree("kept"), later: await isFree("later") }).toEqual({
        ...{ round, kept: false, later: true },
      });
    }
  });

  it("keeps another state in place of the one before", async () => {
    const { storage, addOrg, isFree } = await open();
    await storage.keepState();
    await addOrg("kept at last");
    await storage.keepState();
    await addOrg("later");
    await storage.restoreState();
    expect([await isFree("kept at last"), await isFree("later")]).toEqual([false, true]);
  });

  it("finishes commands that are under way, and undoes them with the others", async () => {
    const { storage, addOrg, isFree } = await open();
    await storage.keepState();
    const names = ["one", "two", "three"];
    const adding = Promise.all(names.map(addOrg));
    // The commands' batch begins at the end of this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    await storage.restoreState();
    expect(await adding).toHaveLength(3);
    expect(await Promise.all(names.map(isFree))).toEqual([true, true, true]);
  });

  it("refuses when it is closed", async () => {
    const { storage } = await open();
    await storage.keepState();
    await storage.close();
    await expect(storage.restoreState()).rejects.toThrow("the storage is closed");
  });
});
