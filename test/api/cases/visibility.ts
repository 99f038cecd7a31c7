import { expect } from "vitest";
import type { CaseGroup } from "../case.ts";
import { expectOk, expectRefusal } from "../expect.ts";
import { rpc } from "../world.ts";

/** A write is visible to the next call, whoever makes it. */
export const visibility: CaseGroup = {
  subject: "A write is visible to the very next",
  cases: {
    async "read, list, count and history, through every client on another connection"(world) {
      const org = await world.addOrg();
      const options = { token: world.server.adminToken, orgId: org.id };
      const kept = await org.addMachine();
      await world.withOtherClients(async (clients) => {
        for (const client of clients) {
          let id = "";
          const profile = { firstName: "Zara", lastName: "Zebra", displayName: `Zara of ${client.name}` };
          const writes = [
            async () => {
              id = await org.addHuman();
            },
            () => org.ok(rpc.updateHumanProfile, { userId: id, ...profile }),
            () => org.ok(rpc.lockUser, { id }),
            () => org.ok(rpc.removeUser, { id }),
          ];
          for (const [index, write] of writes.entries()) {
            await write();
            const isRemoved = index === 3;
            const read = await client.call(rpc.getUserByID, { id }, options);
            const list = expectOk(await client.call(rpc.listUsers, { query: { asc: true } }, options));
            const history = expectOk(await client.call(rpc.listUserChanges, { userId: id }, options));
            if (isRemoved) expectRefusal(read, "userNotFound");
            else expect(list.result[1]).toEqual(expectOk(read).user);
            expect(list.result.map((user) => user.id)).toEqual(isRemoved ? [kept] : [kept, id]);
            expect(list.details?.totalResult).toBe(isRemoved ? 1n : 2n);
            // Adding a human makes two entries, every other write one.
            expect(history.result).toHaveLength(2 + index);
          }
        }
      });
    },
  },
};
