import { describe, expect, it } from "vitest";
import { userId } from "../storage/contract/index.ts";
import { createVerifiedPasswords, type PasswordHolder, type VerifiedPasswords } from "./verified-passwords.ts";

const has = (verified: VerifiedPasswords, holder: PasswordHolder, password: string): boolean =>
  verified.endTimeUs(holder, password) !== undefined;

const holder = { id: userId("1"), passwordHash: "$argon2id$one" };

describe("createVerifiedPasswords()", () => {
  it("knows a password for a minute, and no other one", () => {
    let timeUs = 0;
    const verified = createVerifiedPasswords(() => timeUs);
    expect(has(verified, holder, "right")).toBe(false);
    verified.add(holder, "right");
    expect(has(verified, holder, "right")).toBe(true);
    expect(has(verified, holder, "wrong")).toBe(false);
    expect(has(verified, { ...holder, id: userId("2") }, "right")).toBe(false);
    timeUs = 59_999_999;
    expect(has(verified, holder, "right")).toBe(true);
    timeUs = 60_000_000;
    expect(has(verified, holder, "right")).toBe(false);
    expect(verified.size).toBe(0);
  });

  it("knows it no more once the stored hash is another", () => {
    const verified = createVerifiedPasswords(() => 0);
    verified.add(holder, "right");
    expect(has(verified, { ...holder, passwordHash: "$argon2id$two" }, "right")).toBe(false);
  });

  it("keeps no more than some, and lets go of the oldest first", () => {
    const verified = createVerifiedPasswords(() => 0, { maxAgeUs: 1, maxUsers: 2 });
    const holders = ["1", "2", "3"].map((id) => ({ ...holder, id: userId(id) }));
    for (const each of holders) verified.add(each, "right");
    expect(holders.map((each) => has(verified, each, "right"))).toEqual([false, true, true]);
    expect(verified.size).toBe(2);
  });
});
