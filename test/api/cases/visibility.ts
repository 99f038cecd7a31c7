import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectOk, expectRefusal } from "../expect.ts";
import { rpc } from "../world.ts";

/** A write is visible to the next call, whoever makes it. */
export const visibility: CaseGroup = {
  subject: "A write is visible to the very next",
  cases: casesOf(
    "read, list, count and history, through every other client on another connection: $name",
    [{ name: "add" }, { name: "update" }, { name: "lock" }, { name: "remove" }],
    async (world, { name: write }) => {
      const org = await world.addOrg();
      await world.withOtherClients(async (clients) => {
        for (const client of clients) {
          const options = { token: world.server.adminToken, orgId: org.id };
          const before = await org.countUsers();
          const id = await org.addHuman();
          if (write === "update") {
            await org.ok(rpc.updateHumanProfile, { userId: id, firstName: "Z", lastName: "Z", displayName: "Z" });
          }
          if (write === "lock") await org.ok(rpc.lockUser, { id });
          if (write === "remove") await org.ok(rpc.removeUser, { id });

          const read = await client.call(rpc.getUserByID, { id }, options);
          const list = expectOk(await client.call(rpc.listUsers, {}, options));
          const { result: history } = expectOk(await client.call(rpc.listUserChanges, { userId: id }, options));
          if (write === "remove") expectRefusal(read, "userNotFound");
          else expect(list.result.find((user) => user.id === id)).toEqual(expectOk(read).user);
          expect(list.result.some((user) => user.id === id)).toBe(write !== "remove");
          expect(list.details?.totalResult).toBe(BigInt(before + (write === "remove" ? 0 : 1)));
          expect(history).toHaveLength(write === "add" ? 2 : 3);
        }
      });
    },
  ),
};
