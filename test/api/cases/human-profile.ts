import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { UpdateHumanProfileRequestSchema } from "../../../gen/zitadel/management/v1/human_pb.ts";
import { Gender, UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { activeHuman } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** The six fields of a profile, without the user. */
type Profile = Omit<MessageInitShape<typeof UpdateHumanProfileRequestSchema>, "$typeName" | "userId">;

/** The least that a profile needs. */
const names = { firstName: "Zara", lastName: "Zebra", displayName: "Zara Z." } as const;

const full = { ...names, nickName: "Zed", preferredLanguage: "de-CH", gender: Gender.FEMALE } as const;

const getProfile = async (org: OrgInTest, userId: string) => (await org.ok(rpc.getHumanProfile, { userId })).profile;

const update = (org: OrgInTest, userId: string, profile: Profile) =>
  org.call(rpc.updateHumanProfile, { userId, ...profile });

/** UpdateHumanProfile: what it changes, and when it refuses. Its field rules are with the other validation cases. */
export const humanProfile: CaseGroup = {
  subject: "UpdateHumanProfile",
  cases: {
    async "replaces all six fields"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      await org.ok(rpc.updateHumanProfile, { userId, ...full });
      expect(await getProfile(org, userId)).toMatchObject(full);
    },

    async "clears the nick name, the language and the gender that it does not state"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ profile: full });
      await org.ok(rpc.updateHumanProfile, { userId, ...names });
      const cleared = { nickName: "", preferredLanguage: "und", gender: Gender.UNSPECIFIED };
      expect(await getProfile(org, userId)).toMatchObject({ ...names, ...cleared });
    },

    async "changes nothing but the profile"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ phone: { phone: "+41791234567" } });
      const before = await org.getUser(userId);
      await org.ok(rpc.updateHumanProfile, { userId, ...full });
      const after = await org.getUser(userId);
      expect(after).toMatchObject({ userName: before.userName, state: before.state, loginNames: before.loginNames });
      expect(after.type.value).toMatchObject({
        email: { email: "gigi@example.com" },
        phone: { phone: "+41791234567" },
      });
    },

    async "answers the sequence, the change date and the owner"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const { result, expectWithin } = await during(() => org.ok(rpc.updateHumanProfile, { userId, ...full }));
      expect(result.details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
    },

    async "counts the sequence up by one each time"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      for (const sequence of [3n, 4n, 5n]) {
        const nickName = `Zed ${sequence}`;
        const { details } = await org.ok(rpc.updateHumanProfile, { userId, ...full, nickName });
        expect(details?.sequence).toBe(sequence);
      }
    },

    async "shows its sequence and change date at the user, whose creation date stays"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const before = await org.getUser(userId);
      const { details } = await org.ok(rpc.updateHumanProfile, { userId, ...full });
      const after = await org.getUser(userId);
      expect(after.details).toMatchObject({ sequence: details?.sequence, changeDate: details?.changeDate });
      expect(after.details?.creationDate).toEqual(before.details?.creationDate);
    },

    async "leaves an entry in the history"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const { details } = await org.ok(rpc.updateHumanProfile, { userId, ...full });
      const entry = (await org.listChanges(userId)).at(-1);
      expect(entry).toMatchObject({
        sequence: details?.sequence,
        changeDate: details?.changeDate,
        resourceOwnerId: org.id,
        editorId: world.server.instance.adminUserId,
        editorDisplayName: "Administrator",
        editorPreferredLoginName: "admin",
      });
      expect(entry?.eventType?.key).toBe("EventTypes.user.human.profile.changed");
      expect(entry?.eventType?.localizedMessage).not.toBe("");
    },

    async "acts in the caller's own organization when none is named"(world) {
      const { userId } = await world.ok(rpc.addHumanUser, {
        userName: unique("own-"),
        profile: names,
        email: { email: "own@example.com" },
      });
      const { details } = await world.ok(rpc.updateHumanProfile, { userId, ...full });
      expect(details?.resourceOwner).toBe(world.server.instance.defaultOrgId);
      await world.ok(rpc.removeUser, { id: userId });
    },

    async "lets two humans have the same profile"(world) {
      const org = await world.addOrg();
      const [first, second] = [await org.addHuman(), await org.addHuman()];
      await org.ok(rpc.updateHumanProfile, { userId: first, ...full });
      await org.ok(rpc.updateHumanProfile, { userId: second, ...full });
      expect(await getProfile(org, second)).toMatchObject(full);
    },

    ...casesOf(
      "works on a human that is $name and leaves the state as it is",
      [
        { name: "initial", human: {}, by: undefined, state: UserState.INITIAL },
        { name: "active", human: activeHuman, by: undefined, state: UserState.ACTIVE },
        { name: "locked", human: {}, by: rpc.lockUser, state: UserState.LOCKED },
        { name: "inactive", human: activeHuman, by: rpc.deactivateUser, state: UserState.INACTIVE },
      ],
      async (world, { human, by, state }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman(human);
        if (by !== undefined) await org.ok<DescMessage, DescMessage>(by, { id: userId });
        await org.ok(rpc.updateHumanProfile, { userId, ...full });
        expect(await getProfile(org, userId)).toMatchObject(full);
        expect((await org.getUser(userId)).state).toBe(state);
      },
    ),

    async "rejects an unknown user"(world) {
      const org = await world.addOrg();
      expectRefusal(await update(org, "1", full), "profileNotFound");
    },
    async "rejects a user of another organization"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await other.addHuman();
      expectRefusal(await update(org, userId, full), "profileNotFound");
      expect(await getProfile(other, userId)).toMatchObject({ firstName: "Gigi" });
    },
    async "rejects a machine"(world) {
      const org = await world.addOrg();
      expectRefusal(await update(org, await org.addMachine(), full), "profileNotFound");
    },
    async "rejects a removed user"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      await org.ok(rpc.removeUser, { id: userId });
      expectRefusal(await update(org, userId, full), "profileNotFound");
    },

    async "rejects a profile that is unchanged, and writes nothing"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ profile: full });
      const before = await org.listEventTypes(userId);
      expectRefusal(await update(org, userId, full), "profileNotChanged");
      expect(await org.listEventTypes(userId)).toEqual(before);
    },
    async "rejects the same update a second time"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      await org.ok(rpc.updateHumanProfile, { userId, ...full });
      expectRefusal(await update(org, userId, full), "profileNotChanged");
    },
    async "takes a language that is only written otherwise for unchanged"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ profile: full });
      expectRefusal(await update(org, userId, { ...full, preferredLanguage: "DE_ch" }), "profileNotChanged");
    },
    ...casesOf(
      "notices that only the $name is another",
      [
        { name: "first name", change: { firstName: "Zora" } },
        { name: "last name", change: { lastName: "Zebu" } },
        { name: "nick name", change: { nickName: "" } },
        { name: "display name", change: { displayName: "zara z." } },
        { name: "language", change: { preferredLanguage: "de" } },
        { name: "gender", change: { gender: Gender.DIVERSE } },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman({ profile: full });
        await org.ok(rpc.updateHumanProfile, { userId, ...full, ...change });
        expect(await getProfile(org, userId)).toMatchObject({ ...full, ...change });
      },
    ),

    ...casesOf(
      "keeps the language $name",
      [
        { name: '"" as und', given: "", kept: "und" },
        { name: '"en" as en', given: "en", kept: "en" },
        { name: '"de-CH" as de-CH', given: "de-CH", kept: "de-CH" },
        { name: '"und" as und', given: "und", kept: "und" },
        { name: '"no tag" as und', given: "no tag", kept: "und" },
        { name: '"d" as und', given: "d", kept: "und" },
        { name: '"🦒" as und', given: "🦒", kept: "und" },
      ],
      async (world, { given, kept }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman();
        await org.ok(rpc.updateHumanProfile, { userId, ...names, preferredLanguage: given });
        expect((await getProfile(org, userId))?.preferredLanguage).toBe(kept);
      },
    ),

    async "takes a gender that does not exist for none"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ profile: full });
      const unknown = Number(99) as Gender;
      await org.ok(rpc.updateHumanProfile, { userId, ...full, gender: unknown });
      expect((await getProfile(org, userId))?.gender).toBe(Gender.UNSPECIFIED);
    },
  },
};

/** GetHumanProfile. */
export const humanProfileReads: CaseGroup = {
  subject: "GetHumanProfile",
  cases: {
    async "answers the profile and the user's history"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ profile: full });
      const { profile, details } = await org.ok(rpc.getHumanProfile, { userId });
      expect(profile).toMatchObject({ ...full, avatarUrl: "" });
      expect(details).toEqual((await org.getUser(userId)).details);
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
    },
    async "rejects an unknown user"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.getHumanProfile, { userId: "1" }), "humanNotFound");
    },
    async "rejects a user of another organization"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await other.addHuman();
      expectRefusal(await org.call(rpc.getHumanProfile, { userId }), "humanNotFound");
    },
    async "rejects a machine"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.getHumanProfile, { userId: await org.addMachine() }), "userNotHuman");
    },
  },
};
