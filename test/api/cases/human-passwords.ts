import { expect } from "vitest";
import { SendHumanResetPasswordNotificationRequest_Type as ResetType } from "../../../gen/zitadel/management/v1/human_password_pb.ts";
import { UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import type { ObjectDetails } from "../../../gen/zitadel/v1/object_pb.ts";
import type { CallResult } from "../../support/clients/index.ts";
import { absentHumans, activeHuman } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectOk, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { getHumanV2 } from "../user-v2.ts";
import { rpc } from "../world.ts";

const password = "Another-1";

/** The two RPCs that set a password. */
const setters: readonly {
  readonly name: string;
  set(org: OrgInTest, userId: string, password: string): ReturnType<typeof setPassword>;
}[] = [
  { name: "SetHumanPassword", set: setPassword },
  {
    name: "SetHumanInitialPassword",
    set: (org, userId, text) => org.call(rpc.setHumanInitialPassword, { userId, password: text }),
  },
];

async function setPassword(
  org: OrgInTest,
  userId: string,
  text: string,
): Promise<CallResult<{ readonly details?: ObjectDetails | undefined }>> {
  return org.call(rpc.setHumanPassword, { userId, password: text });
}

/** SetHumanPassword, SetHumanInitialPassword and SendHumanResetPasswordNotification. */
export const humanPasswords: CaseGroup = {
  subject: "Passwords",
  cases: {
    ...casesOf("are set by $name", setters, async (world, { set }) => {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      const { result, expectWithin } = await during(async () => expectOk(await set(org, userId, password)));
      expect(result.details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      const user = await org.getUser(userId);
      expectWithin(user.type.case === "human" ? user.type.value.passwordChanged : undefined);
      expect(user.state).toBe(UserState.ACTIVE);
      expect((await org.listEventTypes(userId)).slice(2)).toEqual(["user.human.password.changed"]);
    }),
    async "are to be changed at the next login, unless SetHumanPassword says otherwise"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      const isRequired = async () => (await getHumanV2(org, userId)).passwordChangeRequired;
      await org.ok(rpc.setHumanPassword, { userId, password, noChangeRequired: true });
      expect(await isRequired()).toBe(false);
      await org.ok(rpc.setHumanPassword, { userId, password });
      expect(await isRequired()).toBe(true);
      await org.ok(rpc.setHumanPassword, { userId, password, noChangeRequired: true });
      await org.ok(rpc.setHumanInitialPassword, { userId, password });
      expect(await isRequired()).toBe(true);
    },
    ...casesOf("are refused to an initial human by $name", setters, async (world, { set }) => {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await set(org, userId, password), "passwordInitial");
    }),
    ...casesOf("are refused to $name, before the policy", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      for (const { set } of setters) {
        expectRefusal(await set(org, userId, "a"), "passwordHumanNotFound");
      }
    }),
    async "are refused to an initial human before the policy"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await org.call(rpc.setHumanPassword, { userId, password: "a" }), "passwordInitial");
    },
    ...casesOf(
      "must fit the policy: $name",
      [
        { name: "8 bytes", password: "Abc-123", error: "setPasswordTooShort" },
        { name: "lower case", password: "ABC-1234", error: "setPasswordWithoutLower" },
        { name: "upper case", password: "abc-1234", error: "setPasswordWithoutUpper" },
        { name: "a digit", password: "Abc-defg", error: "setPasswordWithoutNumber" },
        { name: "a symbol", password: "Abcd1234", error: "setPasswordWithoutSymbol" },
        { name: "the length first", password: "-", error: "setPasswordTooShort" },
      ] as const,
      async (world, { password: given, error }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman(activeHuman);
        for (const { set } of setters) expectRefusal(await set(org, userId, given), error);
        expect(await org.listEventTypes(userId)).toHaveLength(2);
      },
    ),
    ...casesOf(
      "have 1 to 72 characters: not $name",
      [
        { name: "0", password: "" },
        { name: "73", password: `${"Ab-1".repeat(18)}x` },
      ],
      async (world, { password: given }) => {
        const org = await world.addOrg();
        const refused = await org.call(rpc.setHumanPassword, { userId: "1", password: given });
        expectInvalid(refused, "SetHumanPasswordRequest.Password", ["password"]);
      },
    ),

    ...casesOf(
      "can be reset with a code $name",
      [
        { name: "by email", type: ResetType.EMAIL },
        { name: "by SMS", type: ResetType.SMS },
      ],
      async (world, { type }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman({ ...activeHuman, phone: { phone: "+41791234567", isPhoneVerified: true } });
        const { details } = await org.ok(rpc.sendHumanResetPasswordNotification, { userId, type });
        expect(details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
        expect((await org.listEventTypes(userId)).slice(3)).toEqual(["user.human.password.code.added"]);
        expect((await org.getUser(userId)).details?.sequence).toBe(3n);
      },
    ),
    async "cannot be reset by SMS without a phone number"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      const refused = await org.call(rpc.sendHumanResetPasswordNotification, { userId, type: ResetType.SMS });
      expectRefusal(refused, "phoneResendNotFound");
    },
    async "cannot be reset of an initial human"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const refused = await org.call(rpc.sendHumanResetPasswordNotification, { userId });
      expectRefusal(refused, "passwordResetInitial");
    },
    ...casesOf("cannot be reset of $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      const refused = await org.call(rpc.sendHumanResetPasswordNotification, { userId });
      expectRefusal(refused, "passwordResetHumanNotFound");
    }),
  },
};
