// What messages take to humans. All else that humans do to themselves is in test/api/cases/own-human.ts.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemCaller } from "../../src/directory/administrator.ts";
import type { Caller } from "../../src/directory/caller.ts";
import { systemClock } from "../../src/directory/clock.ts";
import { createDirectory, type Directory } from "../../src/directory/directory.ts";
import { createIdGenerator } from "../../src/directory/id-generator.ts";
import type { OrgId, OutboxRow, Storage, UserId } from "../../src/storage/contract/index.ts";
import { sqliteEngine } from "../support/engines.ts";

const password = "Secret-1";

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
