import { expect } from "vitest";
import { Gender } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { activeHuman } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectError, expectRefusal } from "../expect.ts";
import { addHumanV2, getHumanV2, goodPassword, v2 } from "../user-v2.ts";
import { authRpc, type World } from "../world.ts";

/** A human without any role, and the human as a caller. */
async function addSelf(world: World) {
  const org = await world.addOrg();
  const userId = await addHumanV2(org, {
    phone: { phone: "+41791234567" },
    passwordType: { case: "password", value: { password: goodPassword } },
  });
  return { org, userId, self: await world.asUser(userId) };
}

const [sendCode, returnCode] = [{ case: "sendCode", value: {} } as const, { case: "returnCode", value: {} } as const];
const verified = { case: "isVerified", value: true } as const;

/** How an address or a number is verified, and whether that is for the human to choose. */
const verifications = [
  { name: "set their own address and number with a code that is sent", verification: sendCode, isAllowed: true },
  { name: "do not declare their own address and number verified", verification: verified, isAllowed: false },
  { name: "do not set their own address and number with a code returned", verification: returnCode, isAllowed: false },
];

/** What humans do to themselves through User v2, without any role. */
export const ownHumanV2: CaseGroup = {
  subject: "Humans themselves: User v2",
  cases: {
    async "read, change and remove themselves"(world) {
      const { userId, self } = await addSelf(world);
      await self.ok(v2.updateHumanUser, { userId, profile: { givenName: "Leo", familyName: "Lion", nickName: "Le" } });
      expect((await getHumanV2(self, userId)).profile).toMatchObject({ givenName: "Leo", nickName: "Le" });
      await self.ok(v2.removePhone, { userId });
      await self.ok(v2.deleteUser, { userId });
      expectRefusal(await self.call(v2.getUserByID, { userId }), "tokenInvalid");
    },
    async "change nobody else"(world) {
      const { org, self } = await addSelf(world);
      const change = { userId: await addHumanV2(org), profile: { givenName: "Leo", familyName: "Lion" } };
      expectRefusal(await self.call(v2.updateHumanUser, change), "membershipNotFound");
    },
    ...casesOf("$name", verifications, async (world, { verification, isAllowed }) => {
      const { userId, self } = await addSelf(world);
      const email = { email: "new@example.com", verification };
      const phone = { phone: "+41791234568", verification };
      const results = [
        await self.call(v2.updateHumanUser, { userId, email }),
        await self.call(v2.updateHumanUser, { userId, phone }),
        await self.call(v2.setEmail, { ...email, userId, email: "other@example.com" }),
        await self.call(v2.setPhone, { ...phone, userId, phone: "+41791234569" }),
      ];
      for (const result of results) {
        if (isAllowed) expect(result.error).toBeUndefined();
        else expectRefusal(result, "membershipNotFound");
      }
    }),
    async "get codes sent, and none returned"(world) {
      const { userId, self } = await addSelf(world);
      await self.ok(v2.setEmail, { userId, email: "new@example.com" });
      const email = await self.ok(v2.resendEmailCode, { userId, verification: sendCode });
      expect(email.verificationCode).toBeUndefined();
      const returned = await self.call(v2.resendEmailCode, { userId, verification: returnCode });
      expectRefusal(returned, "membershipNotFound");
      const sendLink = { case: "sendLink", value: {} } as const;
      const password = await self.ok(v2.passwordReset, { userId, medium: sendLink });
      expect(password.verificationCode).toBeUndefined();
      expectRefusal(await self.call(v2.passwordReset, { userId, medium: returnCode }), "membershipNotFound");
    },
    async "set their own password with the current one only"(world) {
      const { userId, self } = await addSelf(world);
      const change = { userId, newPassword: { password: "Secret-2" } };
      const proof = (value: string) => ({ case: "currentPassword", value }) as const;
      expectRefusal(await self.call(v2.setPassword, change), "membershipNotFound");
      const wrong = await self.call(v2.setPassword, { ...change, verification: proof("Wrong-1") });
      expect(expectError(wrong).credentials).toMatchObject({ id: "COMMAND-3M0fs", failedAttempts: 1 });
      await self.ok(v2.setPassword, { ...change, verification: proof(goodPassword) });
      await self.ok(v2.setPassword, {
        userId,
        newPassword: { password: goodPassword },
        verification: proof("Secret-2"),
      });
    },
  },
};

/** What humans read and change of themselves through AuthService, whichever organization they name. */
export const ownHuman: CaseGroup = {
  subject: "Humans themselves: AuthService",
  cases: {
    async "read their profile, email address and phone number"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await org.addHuman({
        ...activeHuman,
        profile: { firstName: "Gigi", lastName: "Giraffe", preferredLanguage: "en", gender: Gender.FEMALE },
        phone: { phone: "+41791234567" },
      });
      const self = await world.asUser(userId, { orgId: other.id });
      expect(await self.ok(authRpc.getMyProfile, {})).toMatchObject({
        details: { resourceOwner: org.id },
        profile: { firstName: "Gigi", preferredLanguage: "en", gender: Gender.FEMALE },
      });
      expect(await self.ok(authRpc.getMyEmail, {})).toMatchObject({
        details: { resourceOwner: org.id },
        email: { email: "gigi@example.com", isEmailVerified: true },
      });
      expect(await self.ok(authRpc.getMyPhone, {})).toMatchObject({
        phone: { phone: "+41791234567", isPhoneVerified: false },
      });
    },
    async "replace their profile as UpdateHumanProfile does, and are the editor in its history"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await org.addHuman(activeHuman);
      const self = await world.asUser(userId, { orgId: other.id });
      const profile = { firstName: "Leo", lastName: "Lion", displayName: "Leo Lion" };
      const { details } = await self.ok(authRpc.updateMyProfile, profile);
      expect(details?.resourceOwner).toBe(org.id);
      const { profile: read } = await self.ok(authRpc.getMyProfile, {});
      expect(read).toMatchObject({ ...profile, nickName: "", preferredLanguage: "und", gender: Gender.UNSPECIFIED });
      const { result } = await self.ok(authRpc.listMyUserChanges, { query: { limit: 1 } });
      expect(result).toMatchObject([
        {
          eventType: { key: "EventTypes.user.human.profile.changed" },
          editorId: userId,
          sequence: details?.sequence,
        },
      ]);
    },
  },
};
