import { describe, expect, it } from "vitest";
import { type Storage, userId } from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, globex, sampleHuman, sampleMachine, sampleUser, startUs } from "../sample.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const failures = { count: 3, lastTimeUs: startUs + 7 };
const human = (id: string, userName: string, email: string, orgId = acme) =>
  sampleUser(id, { orgId, userName, kind: { ...sampleHuman, email } });
const gigi = human("1", "Gigi", "gigi@x.example");
const leo = human("2", "leo", "Shared@x.example", globex);
const zara = human("3", "zara", "shared@x.example");
/** Its name is another's address. */
const mail = human("4", "GIGI@x.example", "own@x.example");
const robot = sampleMachine("5", { userName: "robot" });

async function openWithUsers(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addOrgs(storage, acme, globex);
  await addUsers(storage, gigi, leo, zara, robot);
  await inCommand(storage, (tx) => tx.logins.setFailures(gigi.id, { count: 1, lastTimeUs: startUs }));
  await inCommand(storage, (tx) => tx.logins.setFailures(gigi.id, failures));
  return storage;
}

/** What LoginReader and LoginWriter promise. */
export function loginsConformance(open: OpenStorage): void {
  describe("LoginReader and LoginWriter", () => {
    it("find answers the user of any organization that the text names, case aside, with its failures", async () => {
      const { logins } = (await openWithUsers(open)).reader;
      expect(await logins.find("gIGI", "user-name")).toEqual({ user: gigi, failures });
      expect(await logins.find("LEO", "user-name")).toEqual({ user: leo, failures: undefined });
      expect(await logins.find("robot", "user-name-or-email")).toEqual({ user: robot, failures: undefined });
      expect(await logins.find("gigi@x.example", "user-name")).toBeUndefined();
      expect(await logins.find("GIGI@X.example", "user-name-or-email")).toEqual({ user: gigi, failures });
      expect(await logins.find("nobody", "user-name-or-email")).toBeUndefined();
      expect(await logins.find("", "user-name-or-email")).toBeUndefined();
    });

    it("a user name must win over an e-mail address, and an address that several users have names none", async () => {
      const storage = await openWithUsers(open);
      const { logins } = storage.reader;
      expect(await logins.find("shared@x.example", "user-name-or-email")).toBeUndefined();
      await addUsers(storage, mail);
      expect(await logins.find("gigi@x.example", "user-name-or-email")).toEqual({ user: mail, failures: undefined });
    });

    it("setFailures stores the failures in place of those before; they must go with their user", async () => {
      const storage = await openWithUsers(open);
      const find = (id = gigi.id) => inCommand(storage, (tx) => tx.logins.findFailures(id));
      expect(await find()).toEqual(failures);
      expect(await find(leo.id)).toBeUndefined();
      await inCommand(storage, (tx) => tx.logins.deleteFailures(gigi.id));
      expect(await find()).toBeUndefined();
      await inCommand(storage, (tx) => tx.logins.setFailures(leo.id, failures));
      await inCommand(storage, (tx) => tx.users.delete(leo.id));
      expect(await find(leo.id)).toBeUndefined();
    });

    it("a user that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(
        inCommand(storage, (tx) => tx.logins.setFailures(userId("nobody"), failures)),
        "reference",
      );
    });
  });
}
