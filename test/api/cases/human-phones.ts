import { expect } from "vitest";
import { absentHumans, absentUsers } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

const phone = "+41791234567";

/** An initial human with a phone number; three events. */
const addWithPhone = (org: OrgInTest, isPhoneVerified = false) => org.addHuman({ phone: { phone, isPhoneVerified } });

const getPhone = async (org: OrgInTest, userId: string) => (await org.ok(rpc.getHumanPhone, { userId })).phone;

/** GetHumanPhone, UpdateHumanPhone, RemoveHumanPhone and ResendHumanPhoneVerification. */
export const humanPhones: CaseGroup = {
  subject: "Phone numbers",
  cases: {
    async "are answered with the human's history"(world) {
      const org = await world.addOrg();
      const userId = await addWithPhone(org, true);
      const answer = await org.ok(rpc.getHumanPhone, { userId });
      expect(answer.phone).toMatchObject({ phone, isPhoneVerified: true });
      expect(answer.details).toEqual((await org.getUser(userId)).details);
    },
    async "are an empty message when there is none"(world) {
      const org = await world.addOrg();
      expect(await getPhone(org, await org.addHuman())).toMatchObject({ phone: "", isPhoneVerified: false });
    },
    ...casesOf("cannot be read of $name", absentUsers, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.getHumanPhone, { userId }), "phoneUserNotFound");
    }),
    async "cannot be read of a machine"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.getHumanPhone, { userId: await org.addMachine() }), "phoneUserNotHuman");
    },

    ...casesOf(
      "are replaced, also of an initial human: $name",
      [
        {
          name: "another one becomes E.164, unverified and gets a code",
          request: { phone: "+1 (650) 253-0000" },
          kept: { phone: "+16502530000", isPhoneVerified: false },
          events: ["user.human.phone.changed", "user.human.phone.code.added"],
        },
        {
          name: "another one that is verified gets no code",
          request: { phone: "+16502530000", isPhoneVerified: true },
          kept: { phone: "+16502530000", isPhoneVerified: true },
          events: ["user.human.phone.changed", "user.human.phone.verified"],
        },
        {
          name: "the same one becomes verified",
          request: { phone: "+41 79 123 45 67", isPhoneVerified: true },
          kept: { phone, isPhoneVerified: true },
          events: ["user.human.phone.verified"],
        },
      ],
      async (world, { request, kept, events }) => {
        const org = await world.addOrg();
        const userId = await addWithPhone(org);
        const { result, expectWithin } = await during(() => org.ok(rpc.updateHumanPhone, { userId, ...request }));
        expect(result.details).toMatchObject({ sequence: BigInt(3 + events.length), resourceOwner: org.id });
        expectWithin(result.details?.changeDate);
        expect(await getPhone(org, userId)).toMatchObject(kept);
        expect((await org.listEventTypes(userId)).slice(3)).toEqual(events);
      },
    ),
    ...casesOf(
      "are refused when they are the same, as E.164: $name",
      [
        { name: "verified, and said to be", isVerified: true, isSaid: true },
        { name: "verified, and not said to be", isVerified: true, isSaid: false },
        { name: "not verified, and not said to be", isVerified: false, isSaid: false },
      ],
      async (world, { isVerified, isSaid }) => {
        const org = await world.addOrg();
        const userId = await addWithPhone(org, isVerified);
        const request = { userId, phone: "+41 79 123 45 67", isPhoneVerified: isSaid };
        expectRefusal(await org.call(rpc.updateHumanPhone, request), "phoneNotChanged");
        expect(await org.listEventTypes(userId)).toHaveLength(3);
      },
    ),
    ...casesOf("cannot be changed of $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.updateHumanPhone, { userId, phone }), "phoneHumanNotFound");
    }),
    async "must be of a numbering plan, which is looked at before the user"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.updateHumanPhone, { userId: "1", phone: "+1" }), "phoneInvalid");
    },
    async "must begin with +"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.updateHumanPhone, { userId: "1", phone: "0791234567" });
      expectInvalid(refused, "UpdateHumanPhoneRequest.Phone", ["phone"]);
    },

    async "are taken away"(world) {
      const org = await world.addOrg();
      const userId = await addWithPhone(org, true);
      const { details } = await org.ok(rpc.removeHumanPhone, { userId });
      expect(details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
      expect(details?.changeDate).toBeDefined();
      expect(await getPhone(org, userId)).toMatchObject({ phone: "", isPhoneVerified: false });
      expect((await org.listEventTypes(userId)).slice(3)).toEqual(["user.human.phone.removed"]);
      expectRefusal(await org.call(rpc.removeHumanPhone, { userId }), "phoneRemoveNotFound");
    },
    ...casesOf("cannot be taken away of $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.removeHumanPhone, { userId }), "phoneRemoveHumanNotFound");
    }),

    async "get a new code when it is sent again, which leaves the user as it is"(world) {
      const org = await world.addOrg();
      const userId = await addWithPhone(org);
      const { details } = await org.ok(rpc.resendHumanPhoneVerification, { userId });
      expect(details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
      expect((await org.listEventTypes(userId)).slice(3)).toEqual(["user.human.phone.code.added"]);
      expect((await org.getUser(userId)).details?.sequence).toBe(3n);
    },
    async "get no new code when they are verified"(world) {
      const org = await world.addOrg();
      const userId = await addWithPhone(org, true);
      expectRefusal(await org.call(rpc.resendHumanPhoneVerification, { userId }), "phoneAlreadyVerified");
    },
    async "get no new code when there is none"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await org.call(rpc.resendHumanPhoneVerification, { userId }), "phoneResendNotFound");
    },
    ...casesOf("get no new code for $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.resendHumanPhoneVerification, { userId }), "phoneResendHumanNotFound");
    }),
  },
};
