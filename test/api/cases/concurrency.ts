import { Code } from "@connectrpc/connect";
import { expect } from "vitest";
import { type Client, createClient } from "../../support/clients/index.ts";
import type { CaseGroup } from "../case.ts";
import { expectError, expectOk } from "../expect.ts";
import { newHuman } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { rpc, type World } from "../world.ts";

const callers = 64;

/** Runs the function once for each of 64 clients at the same time, each on a connection of its own. */
async function atOnce<Result>(
  world: World,
  run: (client: Client, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const clients = Array.from({ length: callers }, () => createClient(world.client.name, world.server.url));
  try {
    return await Promise.all(clients.map(run));
  } finally {
    for (const client of clients) client.close();
  }
}

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
      const options = { token: world.server.adminToken, orgId: org.id };
      const results = await atOnce(world, (client) => client.call(rpc.addHumanUser, newHuman({ userName }), options));
      const winners = results.filter(({ error }) => error === undefined);
      const losers = results.filter(({ error }) => error !== undefined);
      expect(winners).toHaveLength(1);
      expect(new Set(losers.map((result) => expectError(result).code))).toEqual(new Set([Code.AlreadyExists]));
      expect(await org.countUsers()).toBe(1);
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
