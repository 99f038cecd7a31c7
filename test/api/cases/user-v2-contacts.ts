import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { addHumanV2, getHumanV2, v2 } from "../user-v2.ts";

const returnCode = { case: "returnCode", value: {} } as const;
const isVerified = { case: "isVerified", value: true } as const;

const wrong = (code: string | undefined) => (code === "AAAAAA" ? "BBBBBB" : "AAAAAA");

async function setEmailForCode(org: OrgInTest, userId: string): Promise<string> {
  const request = { userId, email: "new@example.com", verification: returnCode };
  const { verificationCode } = await org.ok(v2.setEmail, request);
  return verificationCode ?? "";
}

/** SetEmail, ResendEmailCode and VerifyEmail. */
export const userV2Email: CaseGroup = {
  subject: "User v2: email addresses",
  cases: {
    ...casesOf(
      "SetEmail $name",
      [
        { name: "sends a code when nothing is said", verification: undefined, isReturned: false, last: "code.added" },
        {
          name: "sends a code with a link",
          verification: { case: "sendCode", value: { urlTemplate: "https://a.example/{{.UserID}}/{{.Code}}" } },
          isReturned: false,
          last: "code.added",
        },
        { name: "answers a code", verification: returnCode, isReturned: true, last: "code.added" },
        { name: "takes it as verified", verification: isVerified, isReturned: false, last: "verified" },
      ] as const,
      async (world, { verification, isReturned, last }) => {
        const org = await world.addOrg();
        const userId = await addHumanV2(org);
        const request = { userId, email: "new@example.com", ...(verification && { verification }) };
        const { details, verificationCode } = await org.ok(v2.setEmail, request);
        expect(verificationCode !== undefined).toBe(isReturned);
        expect(details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
        expect((await org.listEventTypes(userId)).slice(2)).toEqual([
          "user.human.email.changed",
          `user.human.email.${last}`,
        ]);
        const { email } = await getHumanV2(org, userId);
        expect(email).toMatchObject({ email: "new@example.com", isVerified: last === "verified" });
      },
    ),
    async "VerifyEmail takes the code once, whatever its case"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const verificationCode = (await setEmailForCode(org, userId)).toLowerCase();
      await org.ok(v2.verifyEmail, { userId, verificationCode });
      expect((await getHumanV2(org, userId)).email?.isVerified).toBe(true);
      expectRefusal(await org.call(v2.verifyEmail, { userId, verificationCode }), "codeV2Invalid");
    },
    async "VerifyEmail refuses a wrong code, and after five also the right one"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const code = await setEmailForCode(org, userId);
      for (let attempt = 0; attempt < 5; attempt += 1) {
        expectRefusal(await org.call(v2.verifyEmail, { userId, verificationCode: wrong(code) }), "codeV2Invalid");
      }
      expectRefusal(await org.call(v2.verifyEmail, { userId, verificationCode: code }), "codeV2Invalid");
      expect((await getHumanV2(org, userId)).email?.isVerified).toBe(false);
    },
    async "ResendEmailCode ends the code before, also one that was guessed at five times"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const first = await setEmailForCode(org, userId);
      const { verificationCode = "" } = await org.ok(v2.resendEmailCode, { userId, verification: returnCode });
      expectRefusal(await org.call(v2.verifyEmail, { userId, verificationCode: first }), "codeV2Invalid");
      await org.ok(v2.verifyEmail, { userId, verificationCode });
    },
    async "ResendEmailCode refuses an address that is verified"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org, { email: { email: "a@example.com", verification: isVerified } });
      expectRefusal(await org.call(v2.resendEmailCode, { userId }), "emailV2NothingToVerify");
    },
    ...casesOf(
      "SetEmail refuses the address that the human has, also $name",
      [
        { name: "without more", verification: undefined },
        { name: "to have it verified", verification: isVerified },
      ],
      async (world, { verification }) => {
        const org = await world.addOrg();
        const userId = await addHumanV2(org, { email: { email: "a@example.com" } });
        const request = { userId, email: "a@example.com", ...(verification && { verification }) };
        expectRefusal(await org.call(v2.setEmail, request), "emailV2NotChanged");
      },
    ),
    async "refuse a link with unknown fields"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const verification = { case: "sendCode", value: { urlTemplate: "{{.Nope}}" } } as const;
      expectRefusal(
        await org.call(v2.setEmail, { userId, email: "b@example.com", verification }),
        "linkTemplateInvalid",
      );
      expectRefusal(await org.call(v2.resendEmailCode, { userId, verification }), "linkTemplateInvalid");
    },
    async "refuse a human that is not initialized yet"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await org.call(v2.setEmail, { userId, email: "b@example.com" }), "emailV2Initial");
      expectRefusal(await org.call(v2.resendEmailCode, { userId }), "emailV2Initial");
      expectRefusal(await org.call(v2.verifyEmail, { userId, verificationCode: "A" }), "emailV2Initial");
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
        expectRefusal(await org.call(v2.setEmail, { userId, email: "b@example.com" }), "emailV2NotFound");
        expectRefusal(await org.call(v2.resendEmailCode, { userId }), "emailV2NotFound");
        expectRefusal(await org.call(v2.verifyEmail, { userId, verificationCode: "A" }), "emailV2NotFound");
      },
    ),
    async "SetEmail refuses a text that is no address, and `isVerified: false`"(world) {
      const request = { userId: "1", email: "nobody", verification: { case: "isVerified", value: false } } as const;
      expectInvalid(await world.call(v2.setEmail, request), "SetEmailRequest.Email", ["email", "is_verified"]);
    },
  },
};

/** SetPhone, RemovePhone and VerifyPhone. */
export const userV2Phone: CaseGroup = {
  subject: "User v2: phone numbers",
  cases: {
    async "SetPhone keeps the number as E.164, VerifyPhone verifies it, RemovePhone takes it away"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const request = { userId, phone: "079 123 45 67", verification: returnCode };
      const { verificationCode = "" } = await org.ok(v2.setPhone, request);
      expect((await getHumanV2(org, userId)).phone).toMatchObject({ phone: "+41791234567", isVerified: false });
      await org.ok(v2.verifyPhone, { userId, verificationCode });
      expect((await getHumanV2(org, userId)).phone).toMatchObject({ phone: "+41791234567", isVerified: true });
      await org.ok(v2.removePhone, { userId });
      expect((await getHumanV2(org, userId)).phone).toMatchObject({ phone: "", isVerified: false });
      expect((await org.listEventTypes(userId)).slice(2)).toEqual([
        "user.human.phone.changed",
        "user.human.phone.code.added",
        "user.human.phone.verified",
        "user.human.phone.removed",
      ]);
    },
    ...casesOf(
      "SetPhone $name",
      [
        { name: "sends a code when nothing is said", verification: undefined, isPhoneVerified: false },
        { name: "sends a code", verification: { case: "sendCode", value: {} }, isPhoneVerified: false },
        { name: "takes it as verified", verification: isVerified, isPhoneVerified: true },
      ] as const,
      async (world, { verification, isPhoneVerified }) => {
        const org = await world.addOrg();
        const userId = await addHumanV2(org);
        const request = { userId, phone: "+41791234567", ...(verification && { verification }) };
        expect((await org.ok(v2.setPhone, request)).verificationCode).toBeUndefined();
        expect((await getHumanV2(org, userId)).phone?.isVerified).toBe(isPhoneVerified);
      },
    ),
    async "VerifyPhone refuses a wrong code"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org, { phone: { phone: "+41791234567" } });
      expectRefusal(await org.call(v2.verifyPhone, { userId, verificationCode: "A" }), "codeV2Invalid");
    },
    async "SetPhone refuses the number that the human has, written otherwise"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org, { phone: { phone: "+41791234567" } });
      expectRefusal(await org.call(v2.setPhone, { userId, phone: "079 123 45 67" }), "phoneV2NotChanged");
    },
    async "SetPhone refuses what is no number before it says that there is no user"(world) {
      expectRefusal(await world.call(v2.setPhone, { userId: "1", phone: "12" }), "phoneInvalid");
    },
    async "RemovePhone refuses a human without one"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(v2.removePhone, { userId: await addHumanV2(org) }), "phoneV2NotFound");
    },
    async "refuse a human that is not initialized yet"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await org.call(v2.setPhone, { userId, phone: "+41791234567" }), "phoneV2Initial");
      expectRefusal(await org.call(v2.removePhone, { userId }), "phoneV2Initial");
      expectRefusal(await org.call(v2.verifyPhone, { userId, verificationCode: "A" }), "phoneV2Initial");
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
        expectRefusal(await org.call(v2.setPhone, { userId, phone: "+41791234567" }), "phoneV2HumanNotFound");
        expectRefusal(await org.call(v2.removePhone, { userId }), "phoneV2HumanNotFound");
        expectRefusal(await org.call(v2.verifyPhone, { userId, verificationCode: "A" }), "phoneV2HumanNotFound");
      },
    ),
  },
};
