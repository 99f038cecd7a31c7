import { expect } from "vitest";
import { atOnce, callers, expectOneWinner } from "../at-once.ts";
import type { CaseGroup } from "../case.ts";
import { expectOk } from "../expect.ts";
import { eventsOfNewOrg, listOrgEventTypes } from "../org-history.ts";
import { newHuman } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { adminRpc, rpc } from "../world.ts";

/** What happens when many clients want the same thing at the same moment. */
export const concurrency: CaseGroup = {
  subject: "64 callers at once",
  cases: {
    async "update one profile: no sequence twice, none left out, all in the history"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const options = { token: world.server.adminToken, orgId: org.id };
      const sequences = await atOnce(world, async (client, index) => {
        const profile = { userId, firstName: "Zara", lastName: "Zebra", displayName: `Zara ${index}` };
        return expectOk(await client.call(rpc.updateHumanProfile, profile, options)).details?.sequence;
      });
      const expected = Array.from({ length: callers }, (_, index) => BigInt(index + 3));
      expect(new Set(sequences)).toEqual(new Set(expected));
      const history = await org.listChanges(userId);
      expect(history.map(({ sequence }) => sequence)).toEqual([1n, 2n, ...expected]);
      expect((await org.getUser(userId)).details?.sequence).toBe(expected.at(-1));
    },

    async "add one user name: exactly one wins"(world) {
      const org = await world.addOrg();
      const userName = unique("wanted-");
      await expectOneWinner(world, org, rpc.addHumanUser, () => newHuman({ userName }), "userAlreadyExists");
      expect(await org.countUsers()).toBe(1);
    },

    async "add one member of the organization: exactly one wins"(world) {
      const org = await world.addOrg();
      const member = { userId: await org.addMachine(), roles: ["ORG_OWNER"] };
      await expectOneWinner(world, org, rpc.addOrgMember, () => member, "orgMemberAlreadyExists");
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length)).toEqual(["org.member.added"]);
    },

    async "add one member of the instance: exactly one wins"(world) {
      const org = await world.addOrg();
      const member = { userId: await org.addMachine(), roles: ["IAM_OWNER_VIEWER"] };
      await expectOneWinner(world, org, adminRpc.addIAMMember, () => member, "instanceMemberAlreadyExists");
    },

    async "add, lock and remove users of their own: all of it happens"(world) {
      const org = await world.addOrg();
      const lives = Array.from({ length: callers }, async (_, index) => {
        const id = await org.addHuman();
        await org.ok(rpc.lockUser, { id });
        if (index % 2 === 0) await org.ok(rpc.removeUser, { id });
      });
      await Promise.all(lives);
      expect(await org.countUsers()).toBe(callers / 2);
    },

    async "become members: the organization's sequence has no gap"(world) {
      const org = await world.addOrg();
      const members = Array.from({ length: callers }, async () => {
        const member = { userId: await org.addMachine(), roles: ["ORG_OWNER_VIEWER"] };
        return (await org.ok(rpc.addOrgMember, member)).details?.sequence;
      });
      const expected = Array.from({ length: callers }, (_, index) => BigInt(index + 6));
      expect(new Set(await Promise.all(members))).toEqual(new Set(expected));
    },
  },
};
