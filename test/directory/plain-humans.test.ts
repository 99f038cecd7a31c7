import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlainProfile } from "../../src/directory/plain-humans.ts";
import { userId } from "../../src/storage/contract/index.ts";
import { type DirectoryInTest, openDirectory, refusalOf } from "./directory-in-test.ts";

const empty: PlainProfile = { firstName: "", lastName: "", email: "" };

describe("humans without requirements", () => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory();
  });
  afterAll(() => test?.close());

  it("never get a code sent to what is no address", async () => {
    const { plainHumans, humanEmails, humanPasswords } = test.directory;
    for (const [userName, email] of [
      ["none", ""],
      ["text", "aNewEmailAddress"],
    ] as const) {
      const id = await plainHumans.add(test.caller, { ...empty, userName, email, password: "" });
      expect(await refusalOf(humanEmails.resendVerification(test.caller, id))).toBe("EMAIL-599BI");
      expect(await refusalOf(humanPasswords.sendReset(test.caller, id, "email"))).toBe("EMAIL-599BI");
    }
    expect(test.messages).toEqual([]);
  });

  it("are found by exactly their user name, in their organization", async () => {
    const { plainHumans } = test.directory;
    const id = await plainHumans.add(test.caller, { ...empty, userName: "Exact", password: "" });
    expect(await plainHumans.find(test.caller, "Exact")).toMatchObject({ id, state: "active" });
    expect(await plainHumans.find(test.caller, "exact")).toBeUndefined();
    expect(await plainHumans.find(test.caller, "admin")).toBeUndefined();
    expect(await plainHumans.find(await test.addOrg("Other"), "Exact")).toBeUndefined();
    const unknown = plainHumans.update(test.caller, userId("1"), empty);
    await expect(unknown).rejects.toMatchObject({ errorName: "profileNotFound" });
  });

  const displayNames = [
    { before: empty, displayName: undefined, after: { firstName: "A", lastName: "B" }, want: "A B" },
    {
      before: { ...empty, firstName: "A" },
      displayName: undefined,
      after: { firstName: "", lastName: "" },
      want: "NAME",
    },
    { before: empty, displayName: "Chosen", after: { firstName: "A", lastName: "B" }, want: "Chosen" },
  ];
  for (const [index, { before, displayName, after, want }] of displayNames.entries()) {
    it(`has the display name ${want} when ${displayName ?? "none"} was chosen and the names become ${JSON.stringify(after)}`, async () => {
      const { plainHumans, humans } = test.directory;
      const userName = `display-${index}`;
      const id = await plainHumans.add(test.caller, { ...before, userName, password: "" });
      const { kind } = await humans.get(test.caller, id);
      if (displayName !== undefined) await humans.updateProfile(test.caller, id, { ...kind, displayName });
      await plainHumans.update(test.caller, id, { ...empty, ...after });
      expect((await humans.get(test.caller, id)).kind.displayName).toBe(want.replace("NAME", userName));
    });
  }
});
