import { expect } from "vitest";
import { absentUsers } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** UpdateUserName. */
export const userRenaming: CaseGroup = {
  subject: "UpdateUserName",
  cases: {
    ...casesOf(
      "gives $name another name, trimmed",
      [
        { name: "a human", isHuman: true },
        { name: "a machine", isHuman: false },
      ],
      async (world, { isHuman }) => {
        const org = await world.addOrg();
        const [before, userName] = [unique("before-"), unique("after-")];
        const userId = isHuman ? await org.addHuman({ userName: before }) : await org.addMachine({ userName: before });
        const last = BigInt((await org.listChanges(userId)).length);
        const { result, expectWithin } = await during(() =>
          org.ok(rpc.updateUserName, { userId, userName: ` ${userName}\t` }),
        );
        expect(result.details).toMatchObject({ sequence: last + 1n, resourceOwner: org.id });
        expect(result.details?.creationDate).toBeUndefined();
        expectWithin(result.details?.changeDate);
        const user = await org.getUser(userId);
        expect(user).toMatchObject({ userName, loginNames: [userName], preferredLoginName: userName });
        expect(user.details?.sequence).toBe(last + 1n);
        expect((await org.listEventTypes(userId)).at(-1)).toBe("user.username.changed");
        // The old name is free, in whatever case.
        await org.addMachine({ userName: before.toUpperCase() });
      },
    ),

    async "changes the case of a name"(world) {
      const org = await world.addOrg();
      const userName = unique("case-");
      const userId = await org.addHuman({ userName });
      await org.ok(rpc.updateUserName, { userId, userName: userName.toUpperCase() });
      expect((await org.getUser(userId)).userName).toBe(userName.toUpperCase());
    },

    ...casesOf(
      "refuses the same name to $name",
      [
        { name: "its user", change: (text: string) => text },
        { name: "its user with white space around", change: (text: string) => ` ${text} ` },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const userName = unique("same-");
        const userId = await org.addHuman({ userName });
        const refused = await org.call(rpc.updateUserName, { userId, userName: change(userName) });
        expectRefusal(refused, "userNameNotChanged");
        expect(await org.listEventTypes(userId)).not.toContain("user.username.changed");
      },
    ),

    async "refuses a name that another user has, case aside"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const taken = unique("Taken-");
      await other.addMachine({ userName: taken });
      const [userId, userName] = [await org.addHuman(), taken.toLowerCase()];
      expectRefusal(await org.call(rpc.updateUserName, { userId, userName }), "userAlreadyExists");
      expect(await org.listEventTypes(userId)).not.toContain("user.username.changed");
    },

    async "refuses a name in the domain of another organization, and takes one in its own"(world) {
      const [org, other] = [await world.addOrg(unique("own")), await world.addOrg(unique("other"))];
      const userId = await org.addHuman();
      const domainOf = ({ name }: { name: string }) => `${name}.localhost`;
      const foreign = { userId, userName: `${unique("gigi-")}@${domainOf(other).toUpperCase()}` };
      expectRefusal(await org.call(rpc.updateUserName, foreign), "userNameDomainReserved");
      await org.ok(rpc.updateUserName, { userId, userName: `${unique("gigi-")}@${domainOf(org)}` });
      await org.ok(rpc.updateUserName, { userId, userName: `${unique("gigi-")}@nobody.example.com` });
    },

    async "refuses a blank name before it looks for the user"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.updateUserName, { userId: "1", userName: " \t" }), "userNameBlank");
    },

    ...casesOf("refuses $name", absentUsers, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.updateUserName, { userId, userName: unique("x-") }), "userNameNotFound");
    }),
  },
};
