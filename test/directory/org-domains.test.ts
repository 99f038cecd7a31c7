import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../src/directory/caller.ts";
import { type DirectoryInTest, openDirectory, refusalOf } from "./directory-in-test.ts";

const domain = "unverified.example";
let test: DirectoryInTest;
let caller: Caller;
beforeEach(async () => {
  test = await openDirectory();
  caller = await test.addOrg("Zoo");
  const record = { sequence: 1, creationTimeUs: 1, changeTimeUs: 1 };
  const row = { orgId: caller.orgId, domain, isVerified: false, isPrimary: false, ...record };
  await test.storage.command({ keys: [], run: (tx) => tx.orgs.insertDomain(row) });
});
afterEach(() => test.close());

describe("An unverified domain, which the storage could hold", () => {
  it("cannot become primary", async () =>
    expect(await refusalOf(test.directory.orgDomains.setPrimary(caller, domain))).toBe("ORG-Ggd32"));

  it("cannot be proven", async () => {
    expect(await refusalOf(test.directory.orgDomains.generateProof(caller, domain))).toBe("ORG-Bae21");
    expect(await refusalOf(test.directory.orgDomains.checkProof(caller, domain))).toBe("ORG-SFBB3");
  });

  it("becomes verified when the organization's name moves to it", async () => {
    const target = { orgId: caller.orgId, domain: "new-name.localhost", isVerified: false, isPrimary: false };
    const record = { sequence: 1, creationTimeUs: 1, changeTimeUs: 1 };
    await test.storage.command({ keys: [], run: (tx) => tx.orgs.insertDomain({ ...target, ...record }) });
    await test.directory.orgs.rename(caller, "New Name");
    expect(await test.storage.reader.orgs.findDomain(caller.orgId, target.domain)).toMatchObject({
      isVerified: true,
      isPrimary: true,
      creationTimeUs: 1,
    });
  });
});

describe("A domain that is claimed", () => {
  it("refuses the claim when a user has the name that another would get", async () => {
    const other = await test.addOrg("Other");
    const machine = { name: "Robot", description: "", accessTokenType: "bearer" as const };
    const { id } = await test.directory.machines.add(other, {
      ...machine,
      id: undefined,
      userName: "x@claimed.example",
    });
    const taken = { ...machine, id: undefined, userName: `${id}@temporary.localhost` };
    await test.directory.machines.add(other, taken);
    expect(await refusalOf(test.directory.orgDomains.add(caller, "claimed.example"))).toBe("V3-DKcYh");
    expect(await test.storage.reader.orgs.findDomain(caller.orgId, "claimed.example")).toBeUndefined();
  });

  it("renames more users than a page of a list holds", async () => {
    const other = await test.addOrg("Other");
    const machine = { id: undefined, name: "Robot", description: "", accessTokenType: "bearer" as const };
    const users = await Promise.all(
      Array.from({ length: 1100 }, (_, index) =>
        test.directory.machines.add(other, { ...machine, userName: `${index}@claimed.example` }),
      ),
    );
    await test.directory.orgDomains.add(caller, "claimed.example");
    for (const { id } of [users[0], users[1099]].filter((user) => user !== undefined)) {
      expect((await test.directory.users.get(other, id)).userName).toBe(`${id}@temporary.localhost`);
    }
  });
});
