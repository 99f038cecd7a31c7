// What humans may do to themselves. No call of the API is a human's own yet: only machines have tokens.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemCaller } from "../../src/directory/administrator.ts";
import type { Caller } from "../../src/directory/caller.ts";
import { systemClock } from "../../src/directory/clock.ts";
import { createDirectory, type Directory } from "../../src/directory/directory.ts";
import { DomainError } from "../../src/directory/errors.ts";
import type { Verification } from "../../src/directory/human-changes.ts";
import { createIdGenerator } from "../../src/directory/id-generator.ts";
import type { PasswordProof } from "../../src/directory/password-change.ts";
import type { OrgId, OutboxRow, Storage, UserId } from "../../src/storage/contract/index.ts";
import { sqliteEngine } from "../support/engines.ts";

const password = "Secret-1";

/** Id of the error that a rule fails with; `allowed` when it fails with none. */
async function outcomeOf(rule: Promise<unknown>): Promise<string> {
  try {
    await rule;
    return "allowed";
  } catch (error) {
    if (error instanceof DomainError) return error.id;
    throw error;
  }
}

describe("humans", () => {
  const messages: OutboxRow[] = [];
  let storage: Storage;
  let directory: Directory;
  let orgId: OrgId;
  let count = 0;
  beforeAll(async () => {
    storage = await sqliteEngine.open();
    const notifier = { notify: (message: OutboxRow) => messages.push(message) };
    const dependencies = { storage, clock: systemClock, newId: createIdGenerator({ clock: systemClock }), notifier };
    directory = createDirectory(dependencies, "localhost");
    const names = { name: "I", domain: "localhost", defaultOrgName: "Org", adminUserName: "admin", adminToken: "t" };
    orgId = (await directory.instance.ensure(names)).instance.defaultOrgId;
  });
  afterAll(() => storage.close());

  /** A human without any role, and the human as a caller. */
  async function addHuman(): Promise<{ readonly id: UserId; readonly self: Caller }> {
    count += 1;
    const { id } = await directory.userCreation.addHuman(systemCaller(orgId), {
      orgId,
      id: undefined,
      userName: `human-${count}`,
      profile: {
        firstName: "Gigi",
        lastName: "Giraffe",
        nickName: "",
        displayName: "",
        preferredLanguage: "",
        gender: "unspecified",
      },
      email: { address: "old@example.com", verification: { kind: "send" } },
      phone: undefined,
      password: { secret: { kind: "plain", text: password }, isChangeRequired: false },
      metadata: [],
      identityProviderIds: [],
      totpSecret: undefined,
    });
    return { id, self: { userId: id, orgId, face: "test", permissions: [] } };
  }

  it("read and change themselves without any role", async () => {
    const { id, self } = await addHuman();
    const { instanceUsers, instanceHumans } = directory;
    expect((await instanceUsers.get(self, id)).id).toBe(id);
    const update = {
      profile: { nickName: "Gi" },
      phone: { number: "+41791234567", verification: { kind: "send" } },
    } as const;
    await instanceHumans.update(self, id, update);
    await instanceHumans.removePhone(self, id);
    await instanceUsers.remove(self, id);
  });

  it("change nobody else without a role", async () => {
    const [{ self }, { id }] = [await addHuman(), await addHuman()];
    const update = directory.instanceHumans.update(self, id, { profile: { nickName: "Gi" } });
    expect(await outcomeOf(update)).toBe("AUTHZ-cdgFk");
  });

  const verifications: readonly { name: string; verification: Verification; want: string }[] = [
    { name: "with a code that is sent", verification: { kind: "send" }, want: "allowed" },
    { name: "as verified", verification: { kind: "verified" }, want: "AUTHZ-cdgFk" },
    { name: "with a code that is answered", verification: { kind: "return" }, want: "AUTHZ-cdgFk" },
  ];
  for (const { name, verification, want } of verifications) {
    it(`${want === "allowed" ? "set" : "do not set"} their own address and number ${name}`, async () => {
      const { id, self } = await addHuman();
      const email = { address: "new@example.com", verification };
      const phone = { number: "+41791234567", verification };
      const { instanceHumans } = directory;
      expect(await outcomeOf(instanceHumans.update(self, id, { email }))).toBe(want);
      expect(await outcomeOf(instanceHumans.update(self, id, { phone }))).toBe(want);
      const [other, second] = [
        { ...email, address: "b@example.com" },
        { ...phone, number: "+41791234568" },
      ];
      expect(await outcomeOf(instanceHumans.setEmail(self, id, other))).toBe(want);
      expect(await outcomeOf(instanceHumans.setPhone(self, id, second))).toBe(want);
    });
  }

  for (const kind of ["email", "password"] as const) {
    it(`get no code for the ${kind} answered instead of sent`, async () => {
      const { id, self } = await addHuman();
      const ask = (delivery: { readonly kind: "send" | "return" }) =>
        kind === "email"
          ? directory.instanceHumans.resendEmailCode(self, id, delivery)
          : directory.instanceHumans.resetPassword(self, id, "email", delivery);
      expect(await outcomeOf(ask({ kind: "return" }))).toBe("AUTHZ-cdgFk");
      expect((await ask({ kind: "send" })).code).toBeUndefined();
    });
  }

  const proofs: readonly { name: string; proof: PasswordProof | undefined; want: string }[] = [
    { name: "with the current one", proof: { kind: "current", password }, want: "allowed" },
    { name: "with a wrong one", proof: { kind: "current", password: "Wrong-1" }, want: "COMMAND-3M0fs" },
    { name: "without a proof", proof: undefined, want: "AUTHZ-cdgFk" },
  ];
  for (const { name, proof, want } of proofs) {
    it(`${want === "allowed" ? "set" : "do not set"} their own password ${name}`, async () => {
      const { id, self } = await addHuman();
      const input = { secret: { kind: "plain", text: "Secret-2" }, isChangeRequired: false, proof } as const;
      expect(await outcomeOf(directory.instanceHumans.update(self, id, { password: input }))).toBe(want);
    });
  }

  it("verify their address and set a password with the codes of the messages", async () => {
    const { id, self } = await addHuman();
    const { instanceHumans } = directory;
    const linkTemplate = "https://a.example/{{.UserID}}?o={{.OrgID}}&c={{.Code}}";
    const lastText = () => messages.at(-1)?.text ?? "";
    await instanceHumans.resendEmailCode(self, id, { kind: "send", linkTemplate });
    const [, code = "", link] = /: (\w+)\n(.*)$/.exec(lastText()) ?? [];
    expect(link).toBe(`https://a.example/${id}?o=${orgId}&c=${code}`);
    await instanceHumans.verifyEmail(self, id, code);

    await instanceHumans.resetPassword(self, id, "email", { kind: "send" });
    const proof = { kind: "code", code: lastText().slice(-6) } as const;
    const input = { secret: { kind: "plain", text: "Secret-2" }, isChangeRequired: false, proof } as const;
    await instanceHumans.setPassword(self, id, input);
    expect(await directory.humanPasswords.check(id, "Secret-2")).toBe(true);
  });

  it("leave no message behind for a code that is answered", async () => {
    const { id } = await addHuman();
    const before = messages.length;
    const verification = { kind: "return" } as const;
    const input = { address: "new@example.com", verification };
    const { code } = await directory.instanceHumans.setEmail(systemCaller(orgId), id, input);
    expect(code).toMatch(/^[A-Z2-9]{6}$/);
    expect(messages).toHaveLength(before);
  });
});
