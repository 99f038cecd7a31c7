import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** GetUserByID. What it answers is with the cases of humans and machines. */
export const users: CaseGroup = {
  subject: "GetUserByID",
  cases: {
    async "refuses an unknown user"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.getUserByID, { id: "1" }), "userNotFound");
    },
    async "refuses a user of another organization, with an id of its own"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const id = await other.addHuman();
      expectRefusal(await org.call(rpc.getUserByID, { id }), "userOfOtherOrg");
    },
    ...casesOf(
      "finds nothing under the id $name",
      [
        { name: "with a slash", id: "a/b" },
        { name: "with a percent sign", id: "100%25" },
        { name: "with a quote", id: "' OR '1'='1" },
        { name: "in Greek", id: "γίγας" },
        { name: "of 200 emojis", id: "🦒".repeat(200) },
      ],
      async (world, { id }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(rpc.getUserByID, { id }), "userNotFound");
      },
    ),
  },
};

/** IsUserUnique. */
export const userUniqueness: CaseGroup = {
  subject: "IsUserUnique",
  cases: {
    async "says yes for what nobody has"(world) {
      const org = await world.addOrg();
      const request = { userName: unique("nobody-"), email: `${unique("nobody")}@example.com` };
      expect((await org.ok(rpc.isUserUnique, request)).isUnique).toBe(true);
    },
    async "says yes when nothing is asked for"(world) {
      const org = await world.addOrg();
      await org.addHuman();
      expect((await org.ok(rpc.isUserUnique, {})).isUnique).toBe(true);
    },
    ...casesOf(
      "says $name",
      [
        { name: "no for a user name that is taken", take: "userName", change: (text: string) => text, isUnique: false },
        {
          name: "no for an email address that is taken",
          take: "email",
          change: (text: string) => text,
          isUnique: false,
        },
        {
          name: "yes for a user name in other case",
          take: "userName",
          change: (text: string) => text.toUpperCase(),
          isUnique: true,
        },
        {
          name: "yes for an email address in other case",
          take: "email",
          change: (text: string) => text.toUpperCase(),
          isUnique: true,
        },
      ] as const,
      async (world, { take, change, isUnique }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const taken = { userName: unique("taken-"), email: `${unique("taken")}@example.com` };
        await other.addHuman({ userName: taken.userName, email: { email: taken.email } });
        expect((await org.ok(rpc.isUserUnique, { [take]: change(taken[take]) })).isUnique).toBe(isUnique);
      },
    ),
    async "says no when one of the two is taken"(world) {
      const org = await world.addOrg();
      const userName = unique("taken-");
      await org.addMachine({ userName });
      const email = `${unique("free")}@example.com`;
      expect((await org.ok(rpc.isUserUnique, { userName, email })).isUnique).toBe(false);
    },
  },
};
