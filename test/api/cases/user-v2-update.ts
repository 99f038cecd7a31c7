import { expect } from "vitest";
import { Gender } from "../../../gen/zitadel/user/v2/human_pb.ts";
import { UserState } from "../../../gen/zitadel/user/v2/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { unique } from "../unique.ts";
import { addHumanV2, getHumanV2, getUserV2, goodPassword, v2 } from "../user-v2.ts";
import { rpc } from "../world.ts";

const names = { givenName: "Gigi", familyName: "Giraffe" };

/** UpdateHumanUser. */
export const userV2UpdateHuman: CaseGroup = {
  subject: "User v2: UpdateHumanUser",
  cases: {
    async "changes the parts that are sent and no others, in one step"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org, { profile: { ...names, nickName: "Gi", gender: Gender.FEMALE } });
      const before = await getHumanV2(org, userId);
      const username = unique("new-");
      const { details } = await org.ok(v2.updateHumanUser, {
        userId,
        username,
        profile: { ...names, givenName: "Gigi2", preferredLanguage: "de_CH" },
        phone: { phone: "+41791234567", verification: { case: "isVerified", value: true } },
        password: { passwordType: { case: "password", value: { password: goodPassword } } },
      });
      expect(details).toMatchObject({ sequence: 7n, resourceOwner: org.id });
      expect((await org.listEventTypes(userId)).slice(2)).toEqual([
        "user.username.changed",
        "user.human.profile.changed",
        "user.human.phone.changed",
        "user.human.phone.verified",
        "user.human.password.changed",
      ]);
      const after = await getHumanV2(org, userId);
      expect(after).toMatchObject({
        username,
        profile: {
          givenName: "Gigi2",
          familyName: "Giraffe",
          nickName: "Gi",
          displayName: "Gigi Giraffe",
          preferredLanguage: "de-CH",
          gender: Gender.FEMALE,
        },
        email: before.email,
        phone: { phone: "+41791234567", isVerified: true },
      });
      expect(after.passwordChanged).toBeDefined();
    },
    async "answers the codes that are asked for"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const verification = { case: "returnCode", value: {} } as const;
      const { emailCode, phoneCode } = await org.ok(v2.updateHumanUser, {
        userId,
        email: { email: "new@example.com", verification },
        phone: { phone: "+41791234567", verification },
      });
      await org.ok(v2.verifyEmail, { userId, verificationCode: emailCode ?? "" });
      await org.ok(v2.verifyPhone, { userId, verificationCode: phoneCode ?? "" });
    },
    ...casesOf(
      "succeeds, and leaves no event, when nothing changes because $name",
      [
        { name: "nothing is sent", change: () => ({}) },
        { name: "the profile is the same", change: () => ({ profile: names }) },
        {
          name: "the address is the same and not to be verified",
          change: (email: string) => ({ email: { email } }),
        },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const userId = await addHumanV2(org);
        const before = await getUserV2(org, userId);
        const email = before.type.case === "human" ? (before.type.value.email?.email ?? "") : "";
        const { details } = await org.ok(v2.updateHumanUser, { userId, ...change(email) });
        const { sequence, changeDate } = before.details ?? {};
        expect(details).toMatchObject({ sequence, changeDate, resourceOwner: org.id });
        expect(await getUserV2(org, userId)).toEqual(before);
      },
    ),
    async "makes the address it has verified"(world) {
      const org = await world.addOrg();
      const email = `${unique("same-")}@example.com`;
      const userId = await addHumanV2(org, { email: { email } });
      const verification = { case: "isVerified", value: true } as const;
      await org.ok(v2.updateHumanUser, { userId, email: { email, verification } });
      expect((await org.listEventTypes(userId)).at(-1)).toBe("user.human.email.verified");
      expect((await getHumanV2(org, userId)).email?.isVerified).toBe(true);
    },
    async "takes the user name that the human has for no change, with regard to case"(world) {
      const org = await world.addOrg();
      const username = unique("name-");
      const userId = await addHumanV2(org, { username });
      await org.ok(v2.updateHumanUser, { userId, username });
      expect(await org.listEventTypes(userId)).toHaveLength(2);
      await org.ok(v2.updateHumanUser, { userId, username: username.toUpperCase() });
      expect((await getHumanV2(org, userId)).username).toBe(username.toUpperCase());
    },
    async "changes all parts or none"(world) {
      const org = await world.addOrg();
      const taken = unique("taken-");
      await addHumanV2(org, { username: taken });
      const userId = await addHumanV2(org);
      const before = await getUserV2(org, userId);
      const request = { userId, username: taken, profile: { givenName: "New", familyName: "Name" } };
      expectRefusal(await org.call(v2.updateHumanUser, request), "userAlreadyExists");
      expect(await getUserV2(org, userId)).toEqual(before);
    },
    async "keeps `und` for a language that cannot be read"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org, { profile: { ...names, preferredLanguage: "en" } });
      await org.ok(v2.updateHumanUser, { userId, profile: { ...names, preferredLanguage: "?" } });
      expect((await getHumanV2(org, userId)).profile?.preferredLanguage).toBe("und");
    },
    ...casesOf(
      "refuses $name before it says that there is no such human",
      [
        { name: "a number that is none", part: { phone: { phone: "12" } }, want: "phoneInvalid" },
        {
          name: "a hash of an unknown encoding",
          part: { password: { passwordType: { case: "hashedPassword", value: { hash: "{MD5}x" } } } },
          want: "passwordV2HashUnsupported",
        },
        { name: "a password that is none", part: { password: {} }, want: "passwordV2Empty" },
        { name: "a blank user name", part: { username: " " }, want: "userNameBlank" },
      ] as const,
      async (world, { part, want }) =>
        expectRefusal(await world.call(v2.updateHumanUser, { userId: "1", ...part }), want),
    ),
    ...casesOf(
      "refuses $name",
      [
        { name: "a user that is not there", isMachine: false },
        { name: "a machine", isMachine: true },
      ],
      async (world, { isMachine }) => {
        const org = await world.addOrg();
        const userId = isMachine ? await org.addMachine() : "1";
        expectRefusal(await org.call(v2.updateHumanUser, { userId, profile: names }), "userV2UpdateNotFound");
      },
    ),
    async "refuses a user name under another organization's domain before a password against the policy"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const domain = (await other.ok(rpc.getMyOrg, {})).org?.primaryDomain ?? "";
      const userId = await addHumanV2(org);
      const password = { passwordType: { case: "password", value: { password: "short" } } } as const;
      const request = { userId, username: `gigi@${domain}`, password };
      expectRefusal(await org.call(v2.updateHumanUser, request), "userNameDomainReserved");
    },
    async "refuses a profile without names"(world) {
      const request = { userId: "1", profile: { nickName: "Gi" } };
      expectInvalid(await world.call(v2.updateHumanUser, request), "UpdateHumanUserRequest.Profile", [
        "profile.given_name",
        "profile.family_name",
      ]);
    },
  },
};

/** UpdateUser, which no JSON path leads to. */
export const userV2Update: CaseGroup = {
  subject: "User v2: UpdateUser",
  cases: {
    async "changes single fields of a human's profile"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const human = { case: "human", value: { profile: { nickName: "Gi" } } } as const;
      const { changeDate } = await org.ok(v2.updateUser, { userId, userType: human });
      const user = await getUserV2(org, userId);
      expect(user.details?.changeDate).toEqual(changeDate);
      expect((await getHumanV2(org, userId)).profile).toMatchObject({ ...names, nickName: "Gi" });
    },
    async "changes single fields of a machine, and its user name"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine({ description: "Sweeps" });
      const username = unique("renamed-");
      const machine = { case: "machine", value: { name: "R2" } } as const;
      await org.ok(v2.updateUser, { userId, username, userType: machine });
      expect(await getUserV2(org, userId)).toMatchObject({
        username,
        type: { case: "machine", value: { name: "R2", description: "Sweeps" } },
      });
      expect((await org.listEventTypes(userId)).slice(1)).toEqual(["user.username.changed", "user.machine.changed"]);
    },
    async "succeeds when nothing of a machine changes"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine({ name: "Robot" });
      const before = await getUserV2(org, userId);
      const machine = { case: "machine", value: { name: "Robot" } } as const;
      const { changeDate } = await org.ok(v2.updateUser, { userId, userType: machine });
      expect(changeDate).toEqual(before.details?.changeDate);
      expect(await getUserV2(org, userId)).toEqual(before);
    },
    ...casesOf(
      "changes the user name alone of $name",
      [
        { name: "a human", isHuman: true },
        { name: "a machine", isHuman: false },
      ],
      async (world, { isHuman }) => {
        const org = await world.addOrg();
        const userId = isHuman ? await addHumanV2(org) : await org.addMachine();
        const username = unique("alone-");
        await org.ok(v2.updateUser, { userId, username });
        expect((await getUserV2(org, userId)).username).toBe(username);
      },
    ),
    async "refuses a user of the other kind, and one that is not there"(world) {
      const org = await world.addOrg();
      const [humanId, machineId] = [await addHumanV2(org), await org.addMachine()];
      const human = { case: "human", value: { profile: { nickName: "Gi" } } } as const;
      const machine = { case: "machine", value: { name: "R2" } } as const;
      const requests = [
        { userId: machineId, userType: human },
        { userId: humanId, userType: machine },
        { userId: "1", userType: human },
        { userId: "1", userType: machine },
        { userId: "1", username: "gigi" },
      ];
      for (const request of requests) {
        expectRefusal(await org.call(v2.updateUser, request), "userV2UpdateNotFound");
      }
    },
  },
};

/** What the two interfaces make of the same wish. */
export const userVersions: CaseGroup = {
  subject: "UpdateHumanProfile of v1 beside UpdateHumanUser of v2",
  cases: {
    async "a user that is not there: failed precondition beside not found"(world) {
      const profile = { firstName: "A", lastName: "B", displayName: "C" };
      expectRefusal(await world.call(rpc.updateHumanProfile, { userId: "1", ...profile }), "profileNotFound");
      expectRefusal(await world.call(v2.updateHumanUser, { userId: "1", profile: names }), "userV2UpdateNotFound");
    },
    async "the same values: failed precondition beside success"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const profile = { firstName: "Gigi", lastName: "Giraffe", displayName: "Gigi Giraffe" };
      expectRefusal(await org.call(rpc.updateHumanProfile, { userId, ...profile }), "profileNotChanged");
      await org.ok(v2.updateHumanUser, { userId, profile: names });
    },
    async "a gender that nobody ever stated: no change on either"(world) {
      const org = await world.addOrg();
      const profile = { firstName: "Gigi", lastName: "Giraffe", displayName: "Gigi Giraffe" };
      for (const userId of [await addHumanV2(org), await org.addHuman()]) {
        expectRefusal(await org.call(rpc.updateHumanProfile, { userId, ...profile }), "profileNotChanged");
        await org.ok(v2.updateHumanUser, { userId, profile: names });
        expect(await org.listEventTypes(userId)).toHaveLength(2);
      }
    },
    async "a nick name that is left out: cleared beside kept"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org, { profile: { ...names, nickName: "Gi" } });
      await org.ok(v2.updateHumanUser, { userId, profile: { ...names, displayName: "New" } });
      expect((await getHumanV2(org, userId)).profile?.nickName).toBe("Gi");
      await org.ok(rpc.updateHumanProfile, { userId, firstName: "Gigi", lastName: "Giraffe", displayName: "New" });
      expect((await getHumanV2(org, userId)).profile?.nickName).toBe("");
    },
    async "a display name that is left out: refused beside kept"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      expectInvalid(
        await org.call(rpc.updateHumanProfile, { userId, firstName: "A", lastName: "B" }),
        "UpdateHumanProfileRequest.DisplayName",
        ["display_name"],
      );
      await org.ok(v2.updateHumanUser, { userId, profile: { givenName: "A", familyName: "B" } });
      expect((await getHumanV2(org, userId)).profile?.displayName).toBe("Gigi Giraffe");
    },
    async "a user of another organization than the header's: not found beside success"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await addHumanV2(org);
      const profile = { firstName: "A", lastName: "B", displayName: "C" };
      expectRefusal(await other.call(rpc.updateHumanProfile, { userId, ...profile }), "profileNotFound");
      await other.ok(v2.updateHumanUser, { userId, profile: { givenName: "A", familyName: "B" } });
    },
    async "deactivating an initial user: not found beside failed precondition"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expect((await getUserV2(org, userId)).state).toBe(UserState.INITIAL);
      expectRefusal(await org.call(rpc.deactivateUser, { id: userId }), "userDeactivateInitial");
      expectRefusal(await org.call(v2.deactivateUser, { userId }), "userV2DeactivateInitial");
    },
  },
};
