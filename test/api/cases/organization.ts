import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { newHuman } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** Which organization a call is about: the x-zitadel-orgid header. */
export const organization: CaseGroup = {
  subject: "The organization of a call",
  cases: {
    async "is the caller's own without the header, and with an empty one"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_OWNER");
      expect((await world.as({ token }).ok(rpc.getMyOrg, {})).org?.id).toBe(org.id);
      expect((await world.as({ token, orgId: "" }).ok(rpc.getMyOrg, {})).org?.id).toBe(org.id);
    },
    async "is the one in the header, the caller's own or another"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id: userId, token } = await org.addMember("ORG_OWNER");
      await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      for (const orgId of [org.id, other.id]) {
        expect((await world.as({ token, orgId }).ok(rpc.getMyOrg, {})).org?.id).toBe(orgId);
      }
    },

    async "must exist: an unknown one is refused, whatever else is wrong with the call"(world) {
      const caller = world.as({ token: world.server.adminToken, orgId: unique("no-such-org-") });
      expectRefusal(await caller.call(rpc.updateHumanProfile, { userId: "1" }), "orgUnknown");
    },
    ...casesOf(
      "is not found under $name",
      [
        { name: "an id with a character more", change: (id: string) => `${id}0` },
        { name: "two ids", change: (id: string) => `${id}, ${id}` },
        { name: "the organization's name", change: (_: string, name: string) => name },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const caller = world.as({ token: world.server.adminToken, orgId: change(org.id, org.name) });
        expectRefusal(await caller.call(rpc.getMyOrg, {}), "orgUnknown");
      },
    ),

    async "of another tenant is closed to who has no role there, and nothing is written"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { token } = await org.addMember("ORG_OWNER");
      const intruder = world.as({ token, orgId: other.id });
      expectRefusal(await intruder.call(rpc.listUsers, {}), "membershipNotFound");
      expectRefusal(await intruder.call(rpc.addHumanUser, newHuman()), "membershipNotFound");
      expectRefusal(await intruder.call(rpc.getMyOrg, {}), "membershipNotFound");
      expect(await other.countUsers()).toBe(0);
    },
    async "of another tenant is no way to one's own users either"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id: userId, token } = await org.addMember("ORG_OWNER");
      await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      const human = await org.addHuman();
      expectRefusal(await world.as({ token, orgId: other.id }).call(rpc.getUserByID, { id: human }), "userOfOtherOrg");
    },
  },
};
