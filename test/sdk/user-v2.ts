import { UserState } from "@zitadel/proto/zitadel/user/v2/user_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import type { Chapter, Org } from "./week.ts";

const returnCode = { case: "returnCode", value: {} } as const;
const profile = { givenName: "Ada", familyName: "Ant" };

async function invite({ id: orgId, users }: Org, username: string): Promise<string> {
  const { userId } = await users.addHumanUser({
    username,
    organization: { org: { case: "orgId", value: orgId } },
    profile,
    email: { email: `${username}@example.com`, verification: { case: "isVerified", value: true } },
    passwordType: { case: "password", value: { password: "Secret-1" } },
  });
  return userId;
}

/** Sunday: the newer user interface, on the same people. */
export const userV2: Chapter = (week) =>
  describe("users, version 2", () => {
    it("adds a human, active at once, whom the older interface finds", async () => {
      const { zoo, own } = week();
      const userId = await invite(zoo, own("ada"));
      const { user } = await zoo.users.getUserByID({ userId });
      expect(user).toMatchObject({
        state: UserState.ACTIVE,
        username: own("ada"),
        details: { resourceOwner: zoo.id },
        type: {
          case: "human",
          value: { profile: { ...profile, displayName: "Ada Ant" }, email: { isVerified: true } },
        },
      });
      expect((await zoo.management.getUserByID({ id: userId })).user?.userName).toBe(own("ada"));
      const queries = [{ query: { case: "userNameQuery", value: { userName: own("ada") } } } as const];
      expect((await zoo.users.listUsers({ queries })).result.map((found) => found.userId)).toEqual([userId]);
    });

    it("creates users of both kinds and changes single fields of them", async () => {
      const { zoo, users, own } = week();
      const organizationId = zoo.id;
      const human = { profile, email: { email: `${own("bea")}@example.com`, verification: returnCode } };
      const bea = await users.createUser({
        organizationId,
        username: own("bea"),
        userType: { case: "human", value: human },
      });
      expect(bea.emailCode).toMatch(/^[A-Z2-9]{6}$/);
      const robot = await users.createUser({ organizationId, userType: { case: "machine", value: { name: "Robot" } } });
      const nickName = { case: "human", value: { profile: { nickName: "Bee" } } } as const;
      await users.updateUser({ userId: bea.id, userType: nickName });
      await users.updateUser({ userId: robot.id, username: own("robot-2") });
      const { user } = await users.getUserByID({ userId: bea.id });
      expect(user?.type.value).toMatchObject({ profile: { ...profile, nickName: "Bee" } });
      expect((await users.getUserByID({ userId: robot.id })).user?.username).toBe(own("robot-2"));
    });

    it("changes a human in parts, and leaves no trace when nothing differs", async () => {
      const { zoo, users, own } = week();
      const userId = await invite(zoo, own("cora"));
      const changed = await users.updateHumanUser({ userId, profile: { ...profile, nickName: "Co" } });
      const same = await users.updateHumanUser({ userId, profile: { ...profile, nickName: "Co" } });
      expect(same.details).toEqual(changed.details);
      await expectRefusal(users.updateHumanUser({ userId: "1", profile }), "NotFound", "COMMAND-ugjs0upun6");
    });

    it("verifies an email address and a phone number with codes", async () => {
      const { zoo, users, own } = week();
      const userId = await invite(zoo, own("dora"));
      await users.setEmail({ userId, email: "dora@example.com", verification: returnCode });
      const { verificationCode: emailCode = "" } = await users.resendEmailCode({ userId, verification: returnCode });
      await users.verifyEmail({ userId, verificationCode: emailCode });
      const phone = await users.setPhone({ userId, phone: "079 123 45 67", verification: returnCode });
      await users.verifyPhone({ userId, verificationCode: phone.verificationCode ?? "" });
      const contacts = async () => (await users.getUserByID({ userId })).user?.type.value;
      expect(await contacts()).toMatchObject({
        email: { email: "dora@example.com", isVerified: true },
        phone: { phone: "+41791234567", isVerified: true },
      });
      await users.removePhone({ userId });
      expect(await contacts()).toMatchObject({ phone: { phone: "", isVerified: false } });
    });

    it("sets a password with a code that counts once", async () => {
      const { zoo, users, own } = week();
      const userId = await invite(zoo, own("eva"));
      const { verificationCode = "" } = await users.passwordReset({ userId, medium: returnCode });
      const verification = { case: "verificationCode", value: verificationCode } as const;
      const newPassword = { password: "Secret-2", changeRequired: true };
      await users.setPassword({ userId, newPassword, verification });
      const { user } = await users.getUserByID({ userId });
      expect(user?.type.value).toMatchObject({ passwordChangeRequired: true });
      await expectRefusal(
        users.setPassword({ userId, newPassword, verification }),
        "FailedPrecondition",
        "COMMAND-2M9fs",
      );
    });

    it("keeps metadata", async () => {
      const { zoo, users, own } = week();
      const userId = await invite(zoo, own("fee"));
      await users.setUserMetadata({ userId, metadata: [{ key: "desk", value: Uint8Array.of(7) }] });
      const { metadata, pagination } = await users.listUserMetadata({ userId });
      expect(metadata).toMatchObject([{ key: "desk", value: Uint8Array.of(7) }]);
      expect(pagination?.totalResult).toBe(1n);
      await users.deleteUserMetadata({ userId, keys: ["desk"] });
      expect((await users.listUserMetadata({ userId })).metadata).toEqual([]);
    });

    it("takes a user through every state, and away", async () => {
      const { zoo, users, own } = week();
      const userId = await invite(zoo, own("gabi"));
      const stateOf = async () => (await users.getUserByID({ userId })).user?.state;
      await users.lockUser({ userId });
      expect(await stateOf()).toBe(UserState.LOCKED);
      await users.unlockUser({ userId });
      await users.deactivateUser({ userId });
      expect(await stateOf()).toBe(UserState.INACTIVE);
      await users.reactivateUser({ userId });
      expect(await stateOf()).toBe(UserState.ACTIVE);
      await users.deleteUser({ userId });
      await expectRefusal(users.getUserByID({ userId }), "NotFound", "QUERY-Dfbg2");
    });
  });
