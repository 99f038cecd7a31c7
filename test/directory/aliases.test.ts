// No call of ZITADEL's answers numbers as ids: the other interfaces do.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aliasKeyOfRole, parseAlias, roleOfAliasKey } from "../../src/directory/aliases.ts";
import { projectId } from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { addUsers, type DirectoryInTest, openDirectory } from "./directory-in-test.ts";

describe.each(engines)("aliases · $name", (engine) => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  it("are given to objects that were there before, and stay theirs when they are gone", async () => {
    const { aliases, users } = test.directory;
    const ids = await addUsers(test.directory, test.caller, 3);
    const given = await aliases.ensureMany("user", ids);
    expect([...given.keys()].sort()).toEqual([...ids].sort());
    const [first = ""] = ids;
    const alias = given.get(first as (typeof ids)[number]) ?? 0;
    expect(await aliases.find("user", alias)).toBe(first);
    expect(await aliases.find("org", alias)).toBeUndefined();
    expect(await aliases.find("user", 2_000_000_000)).toBeUndefined();
    for (const id of ids) await users.remove(test.caller, id);
    expect(await aliases.ensureMany("user", ids)).toEqual(given);
    expect(await aliases.findMany("user", [...given.values()])).toEqual(
      new Map([...given].map(([key, number]) => [number, key])),
    );
    expect([...given.values()]).not.toContain(await aliases.ensure("user", "another"));
  });

  it("are the same for 64 callers who ask for 400 at once, also in other orders", async () => {
    const { aliases } = test.directory;
    const keys = Array.from({ length: 400 }, (_, index) => `object ${index}`);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, caller) => aliases.ensureMany("synthetic", keys.slice(caller).concat(keys))),
    );
    const [first] = answers;
    expect(first?.size).toBe(400);
    expect(new Set(first?.values()).size).toBe(400);
    for (const answer of answers) {
      expect(new Map([...answer].sort())).toEqual(new Map([...(first ?? [])].sort()));
    }
    expect(Math.max(...(first?.values() ?? []))).toBeLessThan(1_000);
  });
});

describe("aliasKeyOfRole() and roleOfAliasKey()", () => {
  for (const roleKey of ["reader", "a/b", "/", "", "Ä ö"]) {
    it(`are each other's reverse for ${JSON.stringify(roleKey)}`, () => {
      const id = projectId("123");
      expect(roleOfAliasKey(aliasKeyOfRole(id, roleKey))).toEqual({ projectId: id, roleKey });
    });
  }
});

describe("parseAlias()", () => {
  it.each([
    { text: "7", want: 7 },
    { text: "007", want: 7 },
    { text: "2147483647", want: 2_147_483_647 },
    { text: "12345678901", want: undefined },
    { text: "", want: undefined },
    { text: " 7", want: undefined },
    { text: "-7", want: undefined },
    { text: "7.5", want: undefined },
    { text: "\u0667", want: undefined },
  ])("reads $text as $want", ({ text, want }) => {
    expect(parseAlias(text)).toBe(want);
  });
});
