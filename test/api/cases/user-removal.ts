import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { newHuman } from "../org-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** RemoveUser and what goes with a user. */
export const userRemoval: CaseGroup = {
  subject: "RemoveUser",
  cases: {
    async "answers the sequence, the change date and the owner"(world) {
      const org = await world.addOrg();
      const id = await org.addHuman();
      const { result, expectWithin } = await during(() => org.ok(rpc.removeUser, { id }));
      expect(result.details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
    },

    ...casesOf(
      "takes $name out of every read",
      [
        { name: "a human", isHuman: true },
        { name: "a machine", isHuman: false },
      ],
      async (world, { isHuman }) => {
        const org = await world.addOrg();
        const id = isHuman ? await org.addHuman() : await org.addMachine();
        const kept = await org.addHuman();
        await org.ok(rpc.removeUser, { id });
        expectRefusal(await org.call(rpc.getUserByID, { id }), "userNotFound");
        expectRefusal(await org.call(rpc.getHumanProfile, { userId: id }), "humanNotFound");
        const { details, result } = await org.ok(rpc.listUsers, {});
        expect(details?.totalResult).toBe(1n);
        expect(result.map((user) => user.id)).toEqual([kept]);
      },
    ),

    async "makes the user name and the email address free again"(world) {
      const org = await world.addOrg();
      const human = newHuman({ email: { email: `${unique("free")}@example.com` } });
      const { userId: id } = await org.ok(rpc.addHumanUser, human);
      await org.ok(rpc.removeUser, { id });
      const identity = { userName: human.userName ?? "", email: human.email?.email ?? "" };
      expect((await org.ok(rpc.isUserUnique, identity)).isUnique).toBe(true);
      const { userId: next } = await org.ok(rpc.addHumanUser, human);
      expect(next).not.toBe(id);
    },

    async "leaves the history, with the removal in it"(world) {
      const org = await world.addOrg();
      const id = await org.addHuman();
      await org.ok(rpc.removeUser, { id });
      expect(await org.listEventTypes(id)).toEqual([
        "user.human.added",
        "user.human.initialization.code.added",
        "user.removed",
      ]);
    },

    async "takes memberships away: who gets the id next has none"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = unique("member-");
      await org.addMachine({ userId });
      await org.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      await org.ok(rpc.removeUser, { id: userId });

      await org.addMachine({ userId });
      const { token } = await org.addToken(userId);
      for (const orgId of [org.id, other.id]) {
        expectRefusal(await world.as({ token, orgId }).call(rpc.listUsers, {}), "membershipNotFound");
      }
    },

    async "takes user grants away, each with an event in its own history"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const { id: projectId } = await org.ok(rpc.addProject, { name: "Zoo" });
      const { userGrantId: grantId } = await org.ok(rpc.addUserGrant, { userId, projectId });
      const { details } = await org.ok(rpc.removeUser, { id: userId });
      // The grant's second event; the user's own was its third.
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expectRefusal(await org.call(rpc.getUserGrantByID, { userId, grantId }), "userGrantUnknown");
      expect((await org.ok(rpc.listUserGrants, {})).result).toEqual([]);
    },

    async "answers the sequence of the last event, which may be the membership's"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await org.addMachine();
      const added = await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      const { details } = await org.ok(rpc.removeUser, { id: userId });
      expect(details).toMatchObject({ sequence: (added.details?.sequence ?? 0n) + 1n, resourceOwner: org.id });
    },

    async "goes on counting when the id is used again"(world) {
      const org = await world.addOrg();
      const userId = unique("again-");
      await org.addMachine({ userId });
      await org.ok(rpc.removeUser, { id: userId });
      await org.addMachine({ userId });
      const sequences = (await org.listChanges(userId)).map(({ sequence }) => sequence);
      expect(sequences).toEqual([1n, 2n, 3n]);
    },

    async "lets a user remove itself"(world) {
      const org = await world.addOrg();
      const { id, token } = await org.addMember("ORG_OWNER");
      await world.as({ token, orgId: org.id }).ok(rpc.removeUser, { id });
      expectRefusal(await world.as({ token }).call(rpc.getIAM, {}), "tokenInvalid");
    },

    ...casesOf(
      "refuses $name",
      [
        { name: "an unknown user", isThere: false, isRemoved: false },
        { name: "a user of another organization", isThere: true, isRemoved: false },
        { name: "a user that is removed already", isThere: true, isRemoved: true },
      ],
      async (world, { isThere, isRemoved }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const owner = isRemoved ? org : other;
        const id = isThere ? await owner.addHuman() : "1";
        if (isRemoved) await owner.ok(rpc.removeUser, { id });
        const before = await owner.countUsers();
        expectRefusal(await org.call(rpc.removeUser, { id }), "userRemoveNotFound");
        expect(await owner.countUsers()).toBe(before);
      },
    ),
  },
};
