import { expect } from "vitest";
import { UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { absentHumans, absentUsers, activeHuman } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

const getEmail = async (org: OrgInTest, userId: string) => (await org.ok(rpc.getHumanEmail, { userId })).email;

/** The events after the human was made. */
const laterEvents = async (org: OrgInTest, userId: string, from: number) =>
  (await org.listEventTypes(userId)).slice(from);

/** GetHumanEmail, UpdateHumanEmail and ResendHumanEmailVerification. */
export const humanEmails: CaseGroup = {
  subject: "Email addresses",
  cases: {
    async "are answered with the human's history"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      const { email, details } = await org.ok(rpc.getHumanEmail, { userId });
      expect(email).toMatchObject(activeHuman.email);
      expect(details).toEqual((await org.getUser(userId)).details);
    },
    ...casesOf("cannot be read of $name", absentUsers, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.getHumanEmail, { userId }), "emailUserNotFound");
    }),
    async "cannot be read of a machine"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.getHumanEmail, { userId: await org.addMachine() }), "emailUserNotHuman");
    },

    ...casesOf(
      "are replaced: $name",
      [
        {
          name: "another one becomes unverified and gets a code",
          request: { email: "Other@Example.com" },
          kept: { email: "Other@Example.com", isEmailVerified: false },
          events: ["user.human.email.changed", "user.human.email.code.added"],
        },
        {
          name: "another one that is verified gets no code",
          request: { email: "other@example.com", isEmailVerified: true },
          kept: { email: "other@example.com", isEmailVerified: true },
          events: ["user.human.email.changed", "user.human.email.verified"],
        },
        {
          name: "one that differs by case only is another",
          request: { email: "Gigi@example.com" },
          kept: { email: "Gigi@example.com", isEmailVerified: false },
          events: ["user.human.email.changed", "user.human.email.code.added"],
        },
      ],
      async (world, { request, kept, events }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman(activeHuman);
        const { result, expectWithin } = await during(() => org.ok(rpc.updateHumanEmail, { userId, ...request }));
        expect(result.details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
        expect(result.details?.creationDate).toBeUndefined();
        expectWithin(result.details?.changeDate);
        expect(await getEmail(org, userId)).toMatchObject(kept);
        expect(await laterEvents(org, userId, 2)).toEqual(events);
        expect((await org.getUser(userId)).state).toBe(UserState.ACTIVE);
      },
    ),

    async "become verified without being changed"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      const email = "other@example.com";
      await org.ok(rpc.updateHumanEmail, { userId, email });
      await org.ok(rpc.updateHumanEmail, { userId, email, isEmailVerified: true });
      expect(await getEmail(org, userId)).toMatchObject({ email, isEmailVerified: true });
      expect(await laterEvents(org, userId, 4)).toEqual(["user.human.email.verified"]);
    },

    ...casesOf(
      "are refused when they are the same: $name",
      [
        { name: "verified, and said to be", isVerified: true, isSaid: true },
        { name: "verified, and not said to be", isVerified: true, isSaid: false },
        { name: "not verified, and not said to be", isVerified: false, isSaid: false },
      ],
      async (world, { isVerified, isSaid }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman(activeHuman);
        const email = "same@example.com";
        await org.ok(rpc.updateHumanEmail, { userId, email, isEmailVerified: isVerified });
        const refused = await org.call(rpc.updateHumanEmail, { userId, email, isEmailVerified: isSaid });
        expectRefusal(refused, "emailNotChanged");
        expect(await laterEvents(org, userId, 4)).toEqual([]);
      },
    ),

    async "cannot be changed of an initial human, not even to the same"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      for (const email of ["gigi@example.com", "other@example.com"]) {
        expectRefusal(await org.call(rpc.updateHumanEmail, { userId, email }), "emailInitial");
      }
    },
    ...casesOf("cannot be changed of $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      const refused = await org.call(rpc.updateHumanEmail, { userId, email: "other@example.com" });
      expectRefusal(refused, "emailNotFound");
    }),
    async "must be addresses"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.updateHumanEmail, { userId: "1", email: "nobody" });
      expectInvalid(refused, "UpdateHumanEmailRequest.Email", ["email"]);
    },

    async "get a new code when it is sent again, which leaves the user as it is"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      await org.ok(rpc.updateHumanEmail, { userId, email: "other@example.com" });
      const { details } = await org.ok(rpc.resendHumanEmailVerification, { userId });
      expect(details).toMatchObject({ sequence: 5n, resourceOwner: org.id });
      expect(details?.changeDate).toBeDefined();
      expect(await laterEvents(org, userId, 4)).toEqual(["user.human.email.code.added"]);
      expect((await org.getUser(userId)).details?.sequence).toBe(4n);
    },
    async "get no new code when they are verified"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      expectRefusal(await org.call(rpc.resendHumanEmailVerification, { userId }), "emailAlreadyVerified");
    },
    async "get no new code while the human is initial, also when they are verified"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ email: activeHuman.email });
      expectRefusal(await org.call(rpc.resendHumanEmailVerification, { userId }), "emailResendInitial");
    },
    ...casesOf("get no new code for $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.resendHumanEmailVerification, { userId }), "emailResendNotFound");
    }),
  },
};

/** ResendHumanInitialization. */
export const humanInitialization: CaseGroup = {
  subject: "ResendHumanInitialization",
  cases: {
    ...casesOf(
      "makes a new code $name",
      [
        {
          name: "for the address that is known",
          email: "",
          kept: activeHuman.email,
          events: ["user.human.initialization.code.added"],
        },
        {
          name: "for the same address when it is given",
          email: activeHuman.email.email,
          kept: activeHuman.email,
          events: ["user.human.initialization.code.added"],
        },
        {
          name: "for another address, which is not verified",
          email: "other@example.com",
          kept: { email: "other@example.com", isEmailVerified: false },
          events: ["user.human.email.changed", "user.human.initialization.code.added"],
        },
      ],
      async (world, { email, kept, events }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman({ email: activeHuman.email });
        const before = (await org.listChanges(userId)).length;
        const { details } = await org.ok(rpc.resendHumanInitialization, { userId, email });
        expect(details).toMatchObject({ sequence: BigInt(before + events.length), resourceOwner: org.id });
        expect(await getEmail(org, userId)).toMatchObject(kept);
        expect(await laterEvents(org, userId, before)).toEqual(events);
        expect((await org.getUser(userId)).state).toBe(UserState.INITIAL);
      },
    ),
    async "refuses a human that is initialized"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman(activeHuman);
      expectRefusal(await org.call(rpc.resendHumanInitialization, { userId }), "initializationDone");
    },
    ...casesOf("refuses $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.resendHumanInitialization, { userId }), "initializationNotFound");
    }),
    async "refuses what is no address"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.resendHumanInitialization, { userId: "1", email: "nobody" });
      expectInvalid(refused, "ResendHumanInitializationRequest.Email", ["email"]);
    },
  },
};
