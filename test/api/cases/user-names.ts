import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { newHuman, newMachine } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** Which user names can be had: humans and machines together. */
export const userNames: CaseGroup = {
  subject: "User names",
  cases: {
    ...casesOf(
      "are refused to a human when a human has them, $name",
      [
        { name: "as they are", change: (text: string) => text },
        { name: "in upper case", change: (text: string) => text.toUpperCase() },
        { name: "with white space around", change: (text: string) => ` ${text} ` },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const userName = unique("Ärger-Ω-");
        await org.addHuman({ userName });
        const refused = await org.call(rpc.addHumanUser, newHuman({ userName: change(userName) }));
        expectRefusal(refused, "userAlreadyExists");
        expect(await org.countUsers()).toBe(1);
      },
    ),

    async "are refused when a user of another organization has them"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userName = unique("taken-");
      await other.addHuman({ userName });
      expectRefusal(await org.call(rpc.addHumanUser, newHuman({ userName })), "userAlreadyExists");
    },

    async "are shared by humans and machines"(world) {
      const org = await world.addOrg();
      const [humanName, machineName] = [unique("human-"), unique("machine-")];
      await org.addHuman({ userName: humanName });
      await org.addMachine({ userName: machineName });
      const machine = newMachine({ userName: humanName.toUpperCase() });
      expectRefusal(await org.call(rpc.addMachineUser, machine), "userAlreadyExists");
      expectRefusal(await org.call(rpc.addHumanUser, newHuman({ userName: machineName })), "userAlreadyExists");
    },

    async "differ by an accent"(world) {
      const org = await world.addOrg();
      const userName = unique("zoe-");
      await org.addHuman({ userName });
      await org.addHuman({ userName: userName.replace("zoe", "zoë") });
    },

    ...casesOf(
      "with the domain of another organization are refused to a human, $name",
      [
        { name: "as it is", change: (domain: string) => domain },
        { name: "in upper case", change: (domain: string) => domain.toUpperCase() },
      ],
      async (world, { change }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const { org: owner } = await other.ok(rpc.getMyOrg, {});
        const userName = `gigi@${change(owner?.primaryDomain ?? "")}`;
        // A bad password comes after it.
        const refused = await org.call(rpc.addHumanUser, newHuman({ userName, initialPassword: "a" }));
        expectRefusal(refused, "userNameDomainReserved");
      },
    ),

    async "with the organization's own domain, or an unknown one, are free"(world) {
      const org = await world.addOrg();
      const { org: own } = await org.ok(rpc.getMyOrg, {});
      await org.addHuman({ userName: `gigi@${own?.primaryDomain}` });
      await org.addHuman({ userName: `${unique("gigi")}@example.com` });
      await org.addHuman({ userName: `${unique("gigi")}@` });
    },

    async "with another organization's domain are free for a machine"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { org: owner } = await other.ok(rpc.getMyOrg, {});
      await org.addMachine({ userName: `robot@${owner?.primaryDomain}` });
    },

    async "are checked after the password"(world) {
      const org = await world.addOrg();
      const userName = unique("taken-");
      await org.addHuman({ userName });
      const refused = await org.call(rpc.addHumanUser, newHuman({ userName, initialPassword: "a" }));
      expectRefusal(refused, "passwordTooShort");
    },

    async "are free again once their user is removed"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userName = unique("again-");
      await org.ok(rpc.removeUser, { id: await org.addHuman({ userName }) });
      await other.addMachine({ userName: userName.toUpperCase() });
    },
  },
};
