import { describe, expect, it } from "vitest";
import { userId } from "../storage/contract/index.ts";
import { createVerifiedPasswords } from "./verified-passwords.ts";

const holder = { id: userId("1"), passwordHash: "$argon2id$one" };

describe("createVerifiedPasswords()", () => {
  it("knows a password for a minute, and no other one", () => {
    let timeUs = 0;
    const verified = createVerifiedPasswords(() => timeUs);
    expect(verified.has(holder, "right")).toBe(false);
    verified.add(holder, "right");
    expect(verified.has(holder, "right")).toBe(true);
    expect(verified.has(holder, "wrong")).toBe(false);
    expect(verified.has({ ...holder, id: userId("2") }, "right")).toBe(false);
    timeUs = 59_999_999;
    expect(verified.has(holder, "right")).toBe(true);
    timeUs = 60_000_000;
    expect(verified.has(holder, "right")).toBe(false);
    expect(verified.size).toBe(0);
  });

  it("knows it no more once the stored hash is another", () => {
    const verified = createVerifiedPasswords(() => 0);
    verified.add(holder, "right");
    expect(verified.has({ ...holder, passwordHash: "$argon2id$two" }, "right")).toBe(false);
  });

  it("keeps no more than some, and lets go of the oldest first", () => {
    const verified = createVerifiedPasswords(() => 0, { maxAgeUs: 1, maxUsers: 2 });
    const holders = ["1", "2", "3"].map((id) => ({ ...holder, id: userId(id) }));
    for (const each of holders) verified.add(each, "right");
    expect(holders.map((each) => verified.has(each, "right"))).toEqual([false, true, true]);
    expect(verified.size).toBe(2);
  });
});
