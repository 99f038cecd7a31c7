import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdempotencyKey } from "../../src/directory/idempotency.ts";
import { engines } from "../support/engines.ts";
import { type DirectoryInTest, openDirectory, refusalOf, sampleHuman } from "./directory-in-test.ts";

describe.each(engines)("inOneCommand() on $name", (engine) => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  const group = (name: string) => ({ name, description: "", memberLimit: undefined });
  const countGroups = async () => (await test.directory.groups.list(test.caller, [], { offset: 0, limit: 1 })).total;

  it("keeps all, and each part sees what those before it wrote", async () => {
    const { directory, caller } = test;
    const before = await countGroups();
    const members = await directory.inOneCommand({ keys: [], isRehearsal: false }, async (inside) => {
      const { id } = await inside.groups.add(caller, group("kept"));
      const human = await inside.humans.add(caller, sampleHuman("kept"));
      await inside.groups.addMembers(caller, id, [human.id]);
      return inside.groups.countMembers(caller, [id]);
    });
    expect([...members.values()]).toEqual([1]);
    expect(await countGroups()).toBe(before + 1);
  });

  it("keeps nothing when a part fails", async () => {
    const { directory, caller } = test;
    const before = await countGroups();
    const failing = directory.inOneCommand({ keys: [], isRehearsal: false }, async (inside) => {
      await inside.groups.add(caller, group("lost"));
      await inside.groups.add(caller, group("LOST"));
    });
    await expect(failing).rejects.toMatchObject({ errorName: "groupAlreadyExists" });
    expect(await countGroups()).toBe(before);
  });

  it("takes a rehearsal back, answers what came of it, and sends no message", async () => {
    const { directory, caller, messages } = test;
    const before = [await countGroups(), messages.length];
    const id = await directory.inOneCommand({ keys: [], isRehearsal: true }, async (inside) => {
      await inside.humans.add(caller, sampleHuman("rehearsed", { isEmailVerified: false }));
      return (await inside.groups.add(caller, group("rehearsed"))).id;
    });
    expect(id).toMatch(/^\d+$/);
    expect([await countGroups(), messages.length]).toEqual(before);
    expect(await directory.users.isUnique({ userName: "rehearsed", email: "" })).toBe(true);
    const refused = directory.inOneCommand({ keys: [], isRehearsal: true }, (inside) =>
      inside.groups.add(caller, group(" ")),
    );
    expect(await refusalOf(refused)).toBe("");
  });

  it("sends the messages of a command once, when it is kept", async () => {
    const { directory, caller, messages } = test;
    const before = messages.length;
    await directory.inOneCommand({ keys: [], isRehearsal: false }, async (inside) => {
      await inside.humans.add(caller, sampleHuman("told", { isEmailVerified: false }));
      expect(messages.length).toBe(before);
    });
    expect(messages.length).toBe(before + 1);
  });

  it("is done once for each key, messages included, and answers a repeat as it did", async () => {
    const { directory, caller, messages } = test;
    const before = messages.length;
    const options = { keys: [], isRehearsal: false, idempotencyKey: "one" as IdempotencyKey };
    const addOnce = () =>
      directory.inOneCommand(options, async (inside) => {
        const { id } = await inside.humans.add(caller, sampleHuman("once", { isEmailVerified: false }));
        return { id };
      });
    const first = await addOnce();
    expect(await addOnce()).toEqual(first);
    expect(messages.length).toBe(before + 1);
  });
});
