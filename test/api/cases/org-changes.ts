import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { eventsOfNewOrg, listOrgChanges } from "../org-history.ts";
import { adminRpc, rpc } from "../world.ts";

/** ListOrgChanges. */
export const orgChanges: CaseGroup = {
  subject: "ListOrgChanges",
  cases: {
    async "answers each event with its key, text, editor, sequence and owner"(world) {
      const org = await world.addOrg();
      const [founder] = (await org.ok(rpc.listOrgMembers, {})).result;
      const [first] = await listOrgChanges(org);
      expect(first).toMatchObject({
        eventType: { key: "EventTypes.org.added", localizedMessage: "Organization added" },
        sequence: 1n,
        editorId: founder?.userId,
        editorDisplayName: founder?.displayName,
        resourceOwnerId: org.id,
      });
      expect(first?.changeDate).toBeDefined();
      expect(first?.editorPreferredLoginName).not.toBe("");
    },
    ...casesOf(
      "answers $name",
      [
        { name: "the newest first", query: {}, want: [5n, 4n, 3n, 2n, 1n] },
        { name: "the oldest first when asked to", query: { asc: true }, want: [1n, 2n, 3n, 4n, 5n] },
        { name: "what is before a sequence", query: { sequence: 3n }, want: [2n, 1n] },
        { name: "what is behind a sequence", query: { sequence: 3n, asc: true }, want: [4n, 5n] },
        { name: "as many as asked for", query: { limit: 2 }, want: [5n, 4n] },
      ],
      async (world, { query, want }) => {
        const org = await world.addOrg();
        const { result } = await org.ok(rpc.listOrgChanges, { query });
        expect(result.map(({ sequence }) => sequence)).toEqual(want);
      },
    ),
    async "answers what happened to the organization of the call alone"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      await other.addMember("ORG_OWNER");
      await org.addHuman();
      expect(await listOrgChanges(org)).toHaveLength(eventsOfNewOrg.length);
    },
    async "leaves out the name of an editor that is gone"(world) {
      const org = await world.addOrg();
      const { id, token } = await org.addMember("ORG_OWNER");
      await world.as({ token }).ok(rpc.deactivateOrg, {});
      await org.ok(rpc.removeUser, { id });
      const change = (await listOrgChanges(org)).find(({ editorId }) => editorId === id);
      expect(change).toMatchObject({ editorDisplayName: "", editorPreferredLoginName: "" });
    },
    async "refuses a limit of 1001"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.listOrgChanges, { query: { limit: 1001 } }), "limitExceeded");
    },
    async "does not mix the instance's members in"(world) {
      const org = await world.addOrg();
      await world.ok(adminRpc.addIAMMember, { userId: await org.addMachine(), roles: ["IAM_OWNER_VIEWER"] });
      expect(await listOrgChanges(org)).toHaveLength(eventsOfNewOrg.length);
    },
  },
};
