import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCode } from "../../src/directory/verification-codes.ts";
import type { CodePurpose, UserId } from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { type DirectoryInTest, openDirectory, sampleHuman } from "./directory-in-test.ts";

const hourUs = 3_600_000_000;

describe.each(engines)("codes · $name", (engine) => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  let count = 0;
  /** An initial human, whose message is the last one. */
  async function addInitial() {
    count += 1;
    const human = sampleHuman(`human-${count}`, { initialPassword: "" });
    const { id } = await test.directory.humans.add(test.caller, human);
    return { id, code: lastCode() };
  }
  const lastCode = () => /: ([A-Z0-9]{6})$/.exec(test.messages.at(-1)?.text ?? "")?.[1] ?? "";

  const answer = (id: UserId, purpose: CodePurpose, code: string) =>
    test.dependencies.storage.command({
      keys: [`user:${id}`],
      run: (tx) => checkCode(tx, id, purpose, code, test.dependencies.clock()),
    });
  const readOutbox = () =>
    test.dependencies.storage.command({ keys: ["outbox"], run: (tx) => tx.outbox.list("email", 1000) });

  it("are told to the notifier and kept in the outbox", async () => {
    const { id } = await addInitial();
    const message = test.messages.at(-1);
    expect(message).toMatchObject({
      userId: id,
      purpose: "initialization",
      channel: "email",
      recipient: "gigi@example.com",
      text: expect.stringMatching(/: [A-HJ-NP-Z2-9]{6}$/),
    });
    expect(await readOutbox()).toContainEqual(message);
  });

  it("are neither told nor kept when the command fails", async () => {
    await addInitial();
    const [told, kept] = [test.messages.length, (await readOutbox()).length];
    const taken = test.directory.humans.add(test.caller, sampleHuman(`human-${count}`, { initialPassword: "" }));
    await expect(taken).rejects.toThrow();
    expect(test.messages).toHaveLength(told);
    expect(await readOutbox()).toHaveLength(kept);
  });

  it("are right once", async () => {
    const { id, code } = await addInitial();
    expect(await answer(id, "initialization", ` ${code.toLowerCase()} `)).toBe("right");
    expect(await answer(id, "initialization", code)).toBe("none");
  });

  it("are of one purpose and one user", async () => {
    const [one, other] = [await addInitial(), await addInitial()];
    expect(await answer(one.id, "email", one.code)).toBe("none");
    expect(await answer(other.id, "initialization", one.code)).toBe("wrong");
    expect(await answer(one.id, "initialization", one.code)).toBe("right");
  });

  it("end with the fifth wrong answer", async () => {
    const { id, code } = await addInitial();
    for (let attempt = 1; attempt <= 4; attempt += 1) expect(await answer(id, "initialization", "?")).toBe("wrong");
    expect(await answer(id, "initialization", "?")).toBe("wrong");
    expect(await answer(id, "initialization", code)).toBe("none");
  });

  it("take the place of older ones", async () => {
    const { id, code } = await addInitial();
    await test.directory.humanEmails.resendInitialization(test.caller, id, "other@example.com");
    expect(test.messages.at(-1)?.recipient).toBe("other@example.com");
    expect(await answer(id, "initialization", code)).toBe("wrong");
    expect(await answer(id, "initialization", lastCode())).toBe("right");
  });

  it("hold 72 hours for the initialization and an hour for an address", async () => {
    const { id, code } = await addInitial();
    const { id: activeId } = await test.directory.humans.add(test.caller, sampleHuman("active"));
    await test.directory.humanEmails.update(test.caller, activeId, { address: "a@example.com", isVerified: false });
    const emailCode = lastCode();
    test.passUs(hourUs);
    expect(await answer(activeId, "email", emailCode)).toBe("none");
    test.passUs(70 * hourUs);
    expect(await answer(id, "initialization", code)).toBe("right");
    const late = await addInitial();
    test.passUs(72 * hourUs);
    expect(await answer(late.id, "initialization", late.code)).toBe("none");
  });

  it("end when what they prove is known, and when a password is set", async () => {
    const phone = { number: "+41791234567", isVerified: false };
    const { id } = await test.directory.humans.add(test.caller, sampleHuman("proved", { phone }));
    const phoneCode = lastCode();
    await test.directory.humanPhones.update(test.caller, id, { ...phone, isVerified: true });
    expect(await answer(id, "phone", phoneCode)).toBe("none");
    await test.directory.humanPasswords.sendReset(test.caller, id, "sms");
    expect(test.messages.at(-1)).toMatchObject({ channel: "sms", recipient: "+41791234567", purpose: "password" });
    const passwordCode = lastCode();
    await test.directory.humanPasswords.set(test.caller, id, { text: "Another-1", isChangeRequired: false });
    expect(await answer(id, "password", passwordCode)).toBe("none");
  });
});
