import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "../../src/directory/password.ts";
import { everyOrg, type UserId } from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { type DirectoryInTest, openDirectory, sampleHuman } from "./directory-in-test.ts";

/** Of "password", as passlib's documentation shows it. */
const foreignHash = "$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE";

describe.each(engines)("humanPasswords.check() · $name", (engine) => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  const readHash = async (id: UserId) => {
    const user = await test.dependencies.storage.reader.users.find(everyOrg, id);
    return user?.kind.type === "human" ? user.kind.passwordHash : undefined;
  };
  const importHuman = async (userName: string, passwordHash: string) => {
    const { initialPassword: _none, ...human } = sampleHuman(userName);
    const { id } = await test.directory.humans.import(test.caller, {
      ...human,
      password: "",
      passwordHash,
      isPasswordChangeRequired: false,
      wantsPasswordless: false,
      identityProviderIds: [],
    });
    return id;
  };

  it("knows the password that was set last", async () => {
    const { id } = await test.directory.humans.add(test.caller, sampleHuman("set"));
    expect(await test.directory.humanPasswords.check(id, "Secret-1")).toBe(true);
    await test.directory.humanPasswords.set(test.caller, id, { text: "Another-1", isChangeRequired: false });
    expect(await test.directory.humanPasswords.check(id, "Secret-1")).toBe(false);
    expect(await test.directory.humanPasswords.check(id, "Another-1")).toBe(true);
  });

  it("is false for a human without a password, a machine and nobody", async () => {
    const { id } = await test.directory.humans.add(test.caller, sampleHuman("none", { initialPassword: "" }));
    for (const candidate of [id, test.caller.userId]) {
      expect(await test.directory.humanPasswords.check(candidate, "")).toBe(false);
    }
  });

  it("replaces another system's hash by ours when its password is right, without an event", async () => {
    const id = await importHuman("imported", foreignHash);
    expect(await test.directory.humanPasswords.check(id, "wrong")).toBe(false);
    expect(await readHash(id)).toBe(foreignHash);
    const before = await test.directory.users.get(test.caller, id);
    expect(await test.directory.humanPasswords.check(id, "password")).toBe(true);
    expect(await readHash(id)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await test.directory.humanPasswords.check(id, "password")).toBe(true);
    const after = await test.directory.users.get(test.caller, id);
    expect({ ...after, kind: undefined }).toEqual({ ...before, kind: undefined });
  });

  it("keeps our own hash as it is", async () => {
    const own = await hashPassword("Secret-1");
    const id = await importHuman("own", own);
    expect(await test.directory.humanPasswords.check(id, "Secret-1")).toBe(true);
    expect(await readHash(id)).toBe(own);
  });

  it("is false for a hash of no known kind", async () => {
    expect(await test.directory.humanPasswords.check(await importHuman("odd", "Secret-1"), "Secret-1")).toBe(false);
  });
});
