import { describe, expect, it } from "vitest";
import {
  everyOrg,
  type MetadataRow,
  orgId,
  type ProfileFieldRow,
  type UserId,
  userId,
} from "../../../src/storage/contract/index.ts";
import { acme, globex } from "../sample.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";
import { gigi, openWithUsers, other } from "./users-sample.ts";

const badge: ProfileFieldRow = {
  name: "BADGE",
  number: 1000,
  label: "Badge",
  type: "string",
  isRequired: false,
  isUnique: true,
  isVisible: true,
  orderPriority: 5,
};

/** What the tables of profile fields and of scheduled deactivations promise, and the moving of users. */
export function profileFieldsConformance(open: OpenStorage): void {
  describe("ProfileFieldWriter", () => {
    it("set stores a definition in place of the one with the same name, and list sorts by order priority and name", async () => {
      const storage = await openWithUsers(open);
      const rows = [
        badge,
        { ...badge, name: "ALPHA", number: 1001 },
        { ...badge, name: "Z", number: 1002, orderPriority: -1 },
      ];
      await inCommand(storage, async ({ profileFields }) => {
        for (const row of rows) await profileFields.set({ ...row, label: "Old" });
        for (const row of rows) await profileFields.set(row);
      });
      expect(await storage.reader.profileFields.list()).toEqual([rows[2], rows[1], rows[0]]);
    });

    it("set: a number that another has must fail with ConstraintError profile-field", async () => {
      const storage = await openWithUsers(open);
      await inCommand(storage, ({ profileFields }) => profileFields.set(badge));
      const second = inCommand(storage, ({ profileFields }) => profileFields.set({ ...badge, name: "OTHER" }));
      await expectConstraint(second, "profile-field");
    });

    it("claim makes values the user's in place of those it had; another's must fail with ConstraintError profile-field-value", async () => {
      const storage = await openWithUsers(open);
      const [first, second] = [
        { field: "BADGE", value: "1" },
        { field: "BADGE", value: "2" },
      ];
      await inCommand(storage, async ({ profileFields }) => {
        await profileFields.claim(gigi.id, [first]);
        await profileFields.claim(gigi.id, [second]);
        await profileFields.claim(gigi.id, [second]);
      });
      expect(await storage.reader.profileFields.findOwner(first)).toBeUndefined();
      expect(await storage.reader.profileFields.findOwner(second)).toBe(gigi.id);
      await expectConstraint(
        inCommand(storage, ({ profileFields }) => profileFields.claim(other.id, [second])),
        "profile-field-value",
      );
      await expectConstraint(
        inCommand(storage, ({ profileFields }) => profileFields.claim(userId("nobody"), [first])),
        "reference",
      );
    });

    it("release takes the user's values away, and so does the removal of the user or of the definition", async () => {
      const storage = await openWithUsers(open);
      const values = ["A", "B", "C"].map((field) => ({ field, value: "x" }));
      const owners = () => Promise.all(values.map((value) => storage.reader.profileFields.findOwner(value)));
      await inCommand(storage, async ({ profileFields }) => {
        await profileFields.claim(gigi.id, values);
        await profileFields.release(other.id, ["B"]);
        await profileFields.release(gigi.id, ["A"]);
        await profileFields.delete("B");
      });
      expect(await owners()).toEqual([undefined, undefined, gigi.id]);
      await inCommand(storage, ({ users }) => users.delete(gigi.id));
      expect(await owners()).toEqual([undefined, undefined, undefined]);
    });
  });

  describe("UserDeactivationWriter", () => {
    it("set stores a day in place of the one before, and listDue answers those up to a day, the earliest first", async () => {
      const storage = await openWithUsers(open);
      await inCommand(storage, async ({ userDeactivations }) => {
        await userDeactivations.set({ userId: gigi.id, day: "2029-01-01" });
        await userDeactivations.set({ userId: gigi.id, day: "2030-02-01" });
        await userDeactivations.set({ userId: other.id, day: "2030-01-31" });
      });
      const { userDeactivations } = storage.reader;
      const rows = [
        { userId: other.id, day: "2030-01-31" },
        { userId: gigi.id, day: "2030-02-01" },
      ];
      expect(await userDeactivations.listDue("2030-01-30", 9)).toEqual([]);
      expect(await userDeactivations.listDue("2030-01-31", 9)).toEqual([rows[0]]);
      expect(await userDeactivations.listDue("2031-01-01", 9)).toEqual(rows);
      expect(await userDeactivations.listDue("2031-01-01", 1)).toEqual([rows[0]]);
      expect(await userDeactivations.findMany([other.id, userId("nobody")])).toEqual([rows[0]]);
      await inCommand(storage, (tx) => tx.userDeactivations.delete(other.id));
      await inCommand(storage, ({ users }) => users.delete(gigi.id));
      expect(await userDeactivations.listDue("2031-01-01", 9)).toEqual([]);
    });

    it("set: a user that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUsers(open);
      const lost = inCommand(storage, (tx) =>
        tx.userDeactivations.set({ userId: userId("nobody"), day: "2030-01-01" }),
      );
      await expectConstraint(lost, "reference");
    });
  });

  describe("MetadataReader.listOfUsers", () => {
    it("answers entries of these users, or of all, under these keys, by user and key", async () => {
      const storage = await openWithUsers(open);
      const row = (id: UserId, key: string): MetadataRow => ({
        owner: { type: "user", id },
        key,
        value: new Uint8Array([1, 2]),
        sequence: 1,
        creationTimeUs: 1,
        changeTimeUs: 1,
      });
      const rows = [row(gigi.id, "a"), row(gigi.id, "b"), row(other.id, "a")];
      await inCommand(storage, ({ metadata }) => metadata.set([...rows, row(gigi.id, "c")]));
      const { metadata } = storage.reader;
      expect(await metadata.listOfUsers(undefined, ["b", "a"])).toEqual(rows);
      expect(await metadata.listOfUsers([gigi.id, userId("nobody")], ["a", "b"])).toEqual(rows.slice(0, 2));
      expect(await metadata.listOfUsers([gigi.id], [])).toEqual([]);
      expect(await metadata.listOfUsers([], ["a"])).toEqual([]);
    });
  });

  describe("UserWriter.move", () => {
    it("move gives the user to another organization, and all that is the user's own must stay", async () => {
      const storage = await openWithUsers(open);
      await inCommand(storage, async ({ users }) => {
        await users.lock({ orgId: acme }, gigi.id);
        await users.move(gigi.id, globex);
        expect(await users.find({ orgId: globex }, gigi.id)).toEqual({ ...gigi, orgId: globex });
      });
      expect(await storage.reader.users.find({ orgId: acme }, gigi.id)).toBeUndefined();
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual({ ...gigi, orgId: globex });
    });

    it("move: an organization that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(
        inCommand(storage, ({ users }) => users.move(gigi.id, orgId("nowhere"))),
        "reference",
      );
    });
  });
}
