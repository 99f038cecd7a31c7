import { Code } from "@connectrpc/connect";
import { expect } from "vitest";
import { NotificationType } from "../../../gen/zitadel/user/v2/password_pb.ts";
import { errorCatalogue } from "../../../src/directory/error-catalogue.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectError, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { addHumanV2, getHumanV2, goodPassword, v2 } from "../user-v2.ts";
import { rpc } from "../world.ts";

const newPassword = { password: "Secret-2", changeRequired: false };
const returnCode = { case: "returnCode", value: {} } as const;
const current = (value: string) => ({ case: "currentPassword", value }) as const;
const byCode = (value: string) => ({ case: "verificationCode", value }) as const;

const addWithPassword = (org: OrgInTest) =>
  addHumanV2(org, { passwordType: { case: "password", value: { password: goodPassword } } });

const resetFor = async (org: OrgInTest, userId: string): Promise<string> =>
  (await org.ok(v2.passwordReset, { userId, medium: returnCode })).verificationCode ?? "";

/** PasswordReset and SetPassword. */
export const userV2Passwords: CaseGroup = {
  subject: "User v2: passwords",
  cases: {
    async "SetPassword sets it for whoever has the permission, and keeps the change request"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const request = { userId, newPassword: { password: "Secret-2", changeRequired: true } };
      expect((await org.ok(v2.setPassword, request)).details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect((await getHumanV2(org, userId)).passwordChangeRequired).toBe(true);
      const verification = current("Secret-2");
      await org.ok(v2.setPassword, { userId, newPassword: { password: "Secret-3" }, verification });
    },
    async "SetPassword takes the current password for a proof"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      await org.ok(v2.setPassword, { userId, newPassword, verification: current(goodPassword) });
    },
    async "SetPassword refuses a wrong current password, says how often, and starts anew with a new one"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const { id, text } = errorCatalogue.passwordWrong;
      const tryWrong = async () => {
        const request = { userId, newPassword, verification: current("Wrong-1") };
        const { code, message, detail, credentials } = expectError(await org.call(v2.setPassword, request));
        expect({ code, message, detail }).toEqual({
          code: Code.InvalidArgument,
          message: `${text} (${id})`,
          detail: undefined,
        });
        return credentials;
      };
      expect(await tryWrong()).toEqual({ id, message: text, failedAttempts: 1 });
      expect(await tryWrong()).toEqual({ id, message: text, failedAttempts: 2 });
      await org.ok(v2.setPassword, { userId, newPassword, verification: current(goodPassword) });
      expect(await tryWrong()).toEqual({ id, message: text, failedAttempts: 1 });
      expect((await org.listEventTypes(userId)).slice(2)).toEqual([
        "user.human.password.check.failed",
        "user.human.password.check.failed",
        "user.human.password.changed",
        "user.human.password.check.failed",
      ]);
    },
    async "SetPassword refuses the current password for a new one"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const request = { userId, newPassword: { password: goodPassword }, verification: current(goodPassword) };
      expectRefusal(await org.call(v2.setPassword, request), "passwordNotChanged");
    },
    async "SetPassword refuses a proof of a password that is not set"(world) {
      const org = await world.addOrg();
      const request = { userId: await addHumanV2(org), newPassword, verification: current("Wrong-1") };
      expectRefusal(await org.call(v2.setPassword, request), "passwordNotSet");
    },
    async "PasswordReset answers a code that sets a password once"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const verification = byCode(await resetFor(org, userId));
      await org.ok(v2.setPassword, { userId, newPassword, verification });
      expectRefusal(await org.call(v2.setPassword, { userId, newPassword, verification }), "passwordCodeMissing");
    },
    async "a password against the policy does not use the code up"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const verification = byCode(await resetFor(org, userId));
      const weak = { userId, newPassword: { password: "short" }, verification };
      expectRefusal(await org.call(v2.setPassword, weak), "setPasswordTooShort");
      await org.ok(v2.setPassword, { userId, newPassword, verification });
    },
    async "SetPassword refuses a wrong code, and after five also the right one"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const code = await resetFor(org, userId);
      const verification = byCode(code === "AAAAAA" ? "BBBBBB" : "AAAAAA");
      for (let attempt = 0; attempt < 5; attempt += 1) {
        expectRefusal(await org.call(v2.setPassword, { userId, newPassword, verification }), "passwordCodeInvalid");
      }
      const request = { userId, newPassword, verification: byCode(code) };
      expectRefusal(await org.call(v2.setPassword, request), "passwordCodeMissing");
    },
    async "a password that is set ends the code"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const verification = byCode(await resetFor(org, userId));
      await org.ok(v2.setPassword, { userId, newPassword });
      expectRefusal(await org.call(v2.setPassword, { userId, newPassword, verification }), "passwordCodeMissing");
    },
    ...casesOf(
      "PasswordReset sends a code $name",
      [
        { name: "by email when nothing is said", medium: undefined },
        {
          name: "with a link",
          medium: { case: "sendLink", value: { urlTemplate: "https://a.example/{{.OrgID}}?c={{.Code}}" } },
        },
        { name: "to the phone", medium: { case: "sendLink", value: { notificationType: NotificationType.SMS } } },
      ] as const,
      async (world, { medium }) => {
        const org = await world.addOrg();
        const userId = await addHumanV2(org, { phone: { phone: "+41791234567" } });
        const { verificationCode, details } = await org.ok(v2.passwordReset, { userId, ...(medium && { medium }) });
        expect(verificationCode).toBeUndefined();
        expect(details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
        expect((await org.listEventTypes(userId)).at(-1)).toBe("user.human.password.code.added");
      },
    ),
    async "PasswordReset refuses a message to a phone that is not there, and a link with unknown fields"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const bySms = { case: "sendLink", value: { notificationType: NotificationType.SMS } } as const;
      expectRefusal(await org.call(v2.passwordReset, { userId, medium: bySms }), "phoneResendNotFound");
      const byLink = { case: "sendLink", value: { urlTemplate: "{{.Nope}}" } } as const;
      expectRefusal(await org.call(v2.passwordReset, { userId, medium: byLink }), "linkTemplateInvalid");
    },
    ...casesOf(
      "SetPassword refuses $name",
      [
        { name: "a password against the policy", password: { password: "Secret12" }, want: "setPasswordWithoutSymbol" },
        { name: "no password", password: undefined, want: "passwordV2Empty" },
      ] as const,
      async (world, { password, want }) => {
        const org = await world.addOrg();
        const userId = await addHumanV2(org);
        expectRefusal(await org.call(v2.setPassword, { userId, ...(password && { newPassword: password }) }), want);
      },
    ),
    async "refuse a human that is not initialized yet"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await org.call(v2.setPassword, { userId, newPassword }), "passwordInitial");
      expectRefusal(await org.call(v2.passwordReset, { userId }), "passwordResetV2Initial");
    },
    ...casesOf(
      "refuse $name",
      [
        { name: "a user that is not there", isMachine: false },
        { name: "a machine", isMachine: true },
      ],
      async (world, { isMachine }) => {
        const org = await world.addOrg();
        const userId = isMachine ? await org.addMachine() : "1";
        expectRefusal(await org.call(v2.setPassword, { userId, newPassword }), "passwordHumanNotFound");
        expectRefusal(await org.call(v2.passwordReset, { userId }), "passwordResetV2NotFound");
      },
    ),
    async "UpdateHumanUser takes the same proofs"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      const passwordType = { case: "password", value: newPassword } as const;
      const wrong = { userId, password: { passwordType, verification: current("Wrong-1") } };
      expect(expectError(await org.call(v2.updateHumanUser, wrong)).credentials?.failedAttempts).toBe(1);
      await org.ok(v2.updateHumanUser, { userId, password: { passwordType, verification: current(goodPassword) } });
      const verification = byCode(await resetFor(org, userId));
      await org.ok(v2.updateHumanUser, { userId, password: { passwordType, verification } });
      expectRefusal(
        await org.call(v2.updateHumanUser, { userId, password: { passwordType, verification } }),
        "passwordCodeMissing",
      );
    },
    async "v1's SetHumanPassword and v2's SetPassword set one password"(world) {
      const org = await world.addOrg();
      const userId = await addWithPassword(org);
      await org.ok(rpc.setHumanPassword, { userId, password: "Secret-9" });
      await org.ok(v2.setPassword, { userId, newPassword, verification: current("Secret-9") });
    },
  },
};
