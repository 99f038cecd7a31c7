import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** GetUserByLoginNameGlobal. */
export const userLookup: CaseGroup = {
  subject: "GetUserByLoginNameGlobal",
  cases: {
    ...casesOf(
      "finds a user of any organization by its login name $name",
      [
        { name: "as it is", change: (text: string) => text },
        { name: "in upper case", change: (text: string) => text.toUpperCase() },
        { name: "in lower case", change: (text: string) => text.toLowerCase() },
      ],
      async (world, { change }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const userName = unique("Ärger-Ω-");
        const id = await other.addHuman({ userName });
        const { user } = await org.ok(rpc.getUserByLoginNameGlobal, { loginName: change(userName) });
        expect(user).toEqual(await other.getUser(id));
      },
    ),
    async "finds machines, too"(world) {
      const org = await world.addOrg();
      const userName = unique("robot-");
      const id = await org.addMachine({ userName });
      expect((await org.ok(rpc.getUserByLoginNameGlobal, { loginName: userName })).user?.id).toBe(id);
    },
    async "refuses a name that nobody has"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.getUserByLoginNameGlobal, { loginName: unique("nobody-") });
      expectRefusal(refused, "userNotFound");
    },
    async "is for who has user.global.read"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_SETTINGS_MANAGER");
      const refused = await world.as({ token, orgId: org.id }).call(rpc.getUserByLoginNameGlobal, { loginName: "x" });
      expectRefusal(refused, "permissionMissing");
    },
  },
};
