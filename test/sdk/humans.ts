import { TextQueryMethod } from "@zitadel/proto/zitadel/object_pb.js";
import { Gender, Type, UserFieldName, UserState } from "@zitadel/proto/zitadel/user_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import { type Chapter, hire, keysOf } from "./week.ts";

/** `Old-System-1`, as another system kept it. */
const importedHash = "$2b$04$NTTneDvuQCTXvMhPjK//3.yq.zi/rkuLV/yi.vWrduUr0t.kes6h2";

/** Tuesday: the people. */
export const humans: Chapter = (week) =>
  describe("humans", () => {
    it("adds a human whose address nobody has verified yet, and sends the first message again", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const { userId, details } = await management.addHumanUser({
        userName: own("nora"),
        profile: { firstName: " Nora ", lastName: "Narwhal" },
        email: { email: "nora@example.com" },
        phone: { phone: "+41 79 123 45 67" },
      });
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: zoo.id });
      const { user } = await management.getUserByID({ id: userId });
      expect(user).toMatchObject({
        state: UserState.INITIAL,
        preferredLoginName: own("nora"),
        type: {
          case: "human",
          value: {
            profile: { firstName: "Nora", displayName: "Nora Narwhal", preferredLanguage: "und" },
            phone: { phone: "+41791234567", isPhoneVerified: false },
          },
        },
      });
      await management.resendHumanInitialization({ userId, email: "narwhal@example.com" });
      const { email } = await management.getHumanEmail({ userId });
      expect(email).toMatchObject({ email: "narwhal@example.com", isEmailVerified: false });
      const early = management.setHumanPassword({ userId, password: "Secret-1" });
      await expectRefusal(early, "FailedPrecondition", "COMMAND-M9dse");
    });

    it("imports a human with the hash of its password, which still is the password", async () => {
      const { zoo, own, management, users } = week();
      const { userId } = await zoo.management.importHumanUser({
        userName: own("imp"),
        profile: { firstName: "Ida", lastName: "Ibis" },
        email: { email: "ida@example.com", isEmailVerified: true },
        hashedPassword: { value: importedHash },
      });
      const { user } = await management.getUserByLoginNameGlobal({ loginName: own("IMP") });
      expect(user).toMatchObject({ id: userId, state: UserState.ACTIVE });
      expect((await zoo.management.isUserUnique({ userName: own("imp") })).isUnique).toBe(false);
      const verification = { case: "currentPassword", value: "Old-System-1" } as const;
      const newPassword = { password: "New-System-1" };
      await users.setPassword({ userId, newPassword, verification });
      expect((await zoo.management.listUserChanges({ userId, query: { limit: 1 } })).result[0]).toMatchObject({
        eventType: { key: "EventTypes.user.human.password.changed" },
      });
    });

    it("changes profile, user name, email address and phone number of a human", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const userId = await hire(zoo, own("zara"));
      const profile = {
        firstName: "Zara",
        lastName: "Zebra",
        nickName: "Zed",
        displayName: "Zara Z.",
        gender: Gender.FEMALE,
      };
      await management.updateHumanProfile({ userId, ...profile, preferredLanguage: "de" });
      expect((await management.getHumanProfile({ userId })).profile).toMatchObject({
        ...profile,
        preferredLanguage: "de",
      });
      await management.updateUserName({ userId, userName: own("zara.zebra") });
      await management.updateHumanEmail({ userId, email: "zara@example.com" });
      await management.resendHumanEmailVerification({ userId });
      await management.updateHumanPhone({ userId, phone: "+1 650 253 0000" });
      await management.resendHumanPhoneVerification({ userId });
      expect((await management.getHumanPhone({ userId })).phone?.phone).toBe("+16502530000");
      await management.removeHumanPhone({ userId });
      await management.removeHumanAvatar({ userId });
      const { user } = await management.getUserByID({ id: userId });
      expect(user).toMatchObject({
        userName: own("zara.zebra"),
        details: { sequence: 12n },
        type: { value: { email: { email: "zara@example.com", isEmailVerified: false }, phone: { phone: "" } } },
      });
      const { result } = await management.listUserChanges({ userId, query: { asc: true, sequence: 2n } });
      expect(keysOf(result)).toEqual([
        "user.human.profile.changed",
        "user.username.changed",
        "user.human.email.changed",
        "user.human.email.code.added",
        "user.human.email.code.added",
        "user.human.phone.changed",
        "user.human.phone.code.added",
        "user.human.phone.code.added",
        "user.human.phone.removed",
        "user.human.avatar.removed",
      ]);
      const same = management.updateHumanProfile({ userId, ...profile, preferredLanguage: "de" });
      await expectRefusal(same, "FailedPrecondition", "COMMAND-2M0fs");
    });

    it("sets passwords and sends a message to reset one", async () => {
      const { zoo, own } = week();
      const userId = await hire(zoo, own("paul"));
      await zoo.management.setHumanPassword({ userId, password: "Secret-2", noChangeRequired: true });
      await zoo.management.setHumanInitialPassword({ userId, password: "Secret-3" });
      await zoo.management.sendHumanResetPasswordNotification({ userId });
      const weak = zoo.management.setHumanPassword({ userId, password: "secret-1" });
      await expectRefusal(weak, "InvalidArgument", "DOMAIN-VoaRj");
    });

    it("takes a human through every state, and out of the company", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const id = await hire(zoo, own("otto"));
      const stateOf = async () => (await management.getUserByID({ id })).user?.state;
      await management.lockUser({ id });
      expect(await stateOf()).toBe(UserState.LOCKED);
      await management.unlockUser({ id });
      await management.deactivateUser({ id });
      expect(await stateOf()).toBe(UserState.INACTIVE);
      await management.reactivateUser({ id });
      expect(await stateOf()).toBe(UserState.ACTIVE);
      await management.removeUser({ id });
      await expectRefusal(management.getUserByID({ id }), "NotFound", "QUERY-Dfbg2");
      expect((await management.isUserUnique({ userName: own("otto") })).isUnique).toBe(true);
    });

    it("lists people by conditions, sorted, in pages, and in their own company only", async () => {
      const { zoo, clinic, own } = week();
      for (const name of ["list-b", "LIST-a", "list-c"]) await hire(zoo, own(name));
      const method = TextQueryMethod.STARTS_WITH_IGNORE_CASE;
      const queries = [
        { query: { case: "userNameQuery", value: { userName: "list-", method } } },
        { query: { case: "typeQuery", value: { type: Type.HUMAN } } },
      ] as const;
      const sorted = { sortingColumn: UserFieldName.USER_NAME, queries: [...queries] };
      const page = await zoo.management.listUsers({ ...sorted, query: { asc: true, limit: 2, offset: 1n } });
      expect(page.details?.totalResult).toBe(3n);
      expect(page.result.map(({ userName }) => userName)).toEqual([own("list-b"), own("list-c")]);
      const behind = await zoo.management.listUsers({ ...sorted, query: { limit: 2, offset: 9n } });
      expect(behind).toMatchObject({ details: { totalResult: 3n }, result: [] });
      expect((await clinic.management.listUsers(sorted)).result).toEqual([]);
    });
  });
