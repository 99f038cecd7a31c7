import { describe, expect, it } from "vitest";
import { everyOrg, userId } from "../../../src/storage/contract/index.ts";
import {
  acme,
  addUsers,
  globex,
  sampleEvent,
  sampleHuman,
  sampleMembership,
  sampleToken,
  sampleUser,
  startUs,
} from "../sample.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

import { gigi, listOf, openWithUsers, text } from "./users-sample.ts";

/** What UserWriter promises. */
export function userWriterConformance(open: OpenStorage): void {
  describe("UserWriter", () => {
    it("lock answers the user, undefined when there is none with this id in the scope", async () => {
      const storage = await openWithUsers(open);
      await inCommand(storage, async ({ users }) => {
        expect(await users.lock({ orgId: acme }, gigi.id)).toEqual(gigi);
        expect(await users.lock({ orgId: globex }, gigi.id)).toBeUndefined();
        expect(await users.lock(everyOrg, userId("nobody"))).toBeUndefined();
      });
    });

    it("insert: a taken id must fail with ConstraintError user-id", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(addUsers(storage, sampleUser("1", { userName: "new" })), "user-id");
      await expectConstraint(addUsers(storage, sampleUser("1", { userName: "GIGI" })), "user-id");
    });

    it("insert: a user name that differs from another's only by case must fail with ConstraintError user-name", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(addUsers(storage, sampleUser("9", { userName: "GIGI", orgId: globex })), "user-name");
    });

    it("insert: an organization that does not exist must fail with ConstraintError reference", async () => {
      const storage = await open();
      await expectConstraint(addUsers(storage, sampleUser("9")), "reference");
    });

    it("update replaces a profile, and sequence, last sequence and change time, also after lock", async () => {
      const storage = await openWithUsers(open);
      const kind = {
        ...sampleHuman,
        firstName: "G",
        lastName: "",
        nickName: "\u{1F992}",
        displayName: "G ÄÖ",
        preferredLanguage: "und",
        gender: "diverse",
      } as const;
      const want = { ...gigi, sequence: 7, lastSequence: 7, changeTimeUs: startUs + 5, kind };
      const totalOf = async (displayName: string) =>
        (await storage.reader.users.list(listOf({ filters: [text("displayName", "equals", displayName, true)] })))
          .total;
      for (const isLocked of [false, true]) {
        await inCommand(storage, async ({ users }) => {
          if (isLocked) await users.lock(everyOrg, gigi.id);
          await users.update(want);
        });
        expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual(want);
        expect(await totalOf("g äö")).toBe(1);
        expect(await totalOf("gigi giraffe")).toBe(0);
        await inCommand(storage, ({ users }) => users.update(gigi));
      }
    });

    it("setLastSequence: the user's own sequence and change time must stay as they are", async () => {
      const storage = await openWithUsers(open);
      await inCommand(storage, ({ users }) => users.setLastSequence(gigi.id, 5));
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual({ ...gigi, lastSequence: 5 });
    });

    it("delete removes the user with its tokens and its memberships in every organization; its events must stay", async () => {
      const storage = await openWithUsers(open);
      const aggregate = { type: "user", id: gigi.id } as const;
      await inCommand(storage, async (tx) => {
        await tx.tokens.insert(sampleToken(gigi.id, "1"));
        await tx.memberships.insert(sampleMembership(gigi.id));
        await tx.memberships.insert(
          sampleMembership(gigi.id, { scope: { type: "org", id: globex }, resourceOwner: globex }),
        );
        await tx.events.append([sampleEvent(aggregate, 1)]);
      });
      await inCommand(storage, ({ users }) => users.delete(gigi.id));
      const { users, tokens, memberships, events } = storage.reader;
      expect(await users.find(everyOrg, gigi.id)).toBeUndefined();
      expect(await tokens.findOwner("hash-1")).toBeUndefined();
      expect(await memberships.listOfUser(gigi.id)).toEqual([]);
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 10 };
      expect(await events.list(query)).toHaveLength(1);
    });
  });
}
