import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { rpc } from "../world.ts";

/** A human with this many events, the sequences of which are 1 to that. */
async function addHumanWithEvents(org: OrgInTest, count: number): Promise<string> {
  const userId = await org.addHuman();
  for (let sequence = 3; sequence <= count; sequence++) {
    const profile = { firstName: "Zara", lastName: "Zebra", displayName: `Zara ${sequence}` };
    await org.ok(rpc.updateHumanProfile, { userId, ...profile });
  }
  return userId;
}

/** ListUserChanges. */
export const changes: CaseGroup = {
  subject: "ListUserChanges",
  cases: {
    ...casesOf(
      "answers $name",
      [
        { name: "everything, newest first, by default", query: {}, sequences: [6, 5, 4, 3, 2, 1] },
        { name: "everything, oldest first", query: { asc: true }, sequences: [1, 2, 3, 4, 5, 6] },
        { name: "everything for limit 0", query: { limit: 0 }, sequences: [6, 5, 4, 3, 2, 1] },
        { name: "everything for limit 1000", query: { limit: 1000 }, sequences: [6, 5, 4, 3, 2, 1] },
        { name: "the newest two", query: { limit: 2 }, sequences: [6, 5] },
        { name: "the oldest two", query: { limit: 2, asc: true }, sequences: [1, 2] },
        { name: "what is before 5", query: { sequence: 5n }, sequences: [4, 3, 2, 1] },
        { name: "two before 5", query: { sequence: 5n, limit: 2 }, sequences: [4, 3] },
        { name: "what is after 5", query: { sequence: 5n, asc: true }, sequences: [6] },
        { name: "two after 1", query: { sequence: 1n, limit: 2, asc: true }, sequences: [2, 3] },
        { name: "nothing before 1", query: { sequence: 1n }, sequences: [] },
        { name: "nothing after the last", query: { sequence: 6n, asc: true }, sequences: [] },
        { name: "everything before 2^64 - 1", query: { sequence: 2n ** 64n - 1n }, sequences: [6, 5, 4, 3, 2, 1] },
      ],
      async (world, { query, sequences }) => {
        const org = await world.addOrg();
        const userId = await addHumanWithEvents(org, 6);
        const { result } = await org.ok(rpc.listUserChanges, { userId, query });
        expect(result.map(({ sequence }) => sequence)).toEqual(sequences.map(BigInt));
      },
    ),

    async "refuses a limit of 1001"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.listUserChanges, { userId: "1", query: { limit: 1001 } });
      expectRefusal(refused, "limitExceeded");
    },

    async "says who did it, what for a person to read, when and where"(world) {
      const org = await world.addOrg();
      const { id: editorId, token } = await org.addMember("ORG_OWNER");
      const editor = await org.getUser(editorId);
      const userId = await org.addMachine();
      await world.as({ token, orgId: org.id }).ok(rpc.lockUser, { id: userId });
      const [added, locked] = await org.listChanges(userId);
      expect(added).toMatchObject({ editorId: world.server.instance.adminUserId, editorDisplayName: "Administrator" });
      expect(locked).toMatchObject({
        sequence: 2n,
        eventType: { key: "EventTypes.user.locked", localizedMessage: "User locked" },
        editorId,
        editorDisplayName: "Robot",
        editorPreferredLoginName: editor.userName,
        editorAvatarUrl: "",
        resourceOwnerId: org.id,
      });
    },
    async "keeps the editor's id, without names, when the editor is gone"(world) {
      const org = await world.addOrg();
      const { id: editorId, token } = await org.addMember("ORG_OWNER");
      const userId = await org.addMachine();
      await world.as({ token, orgId: org.id }).ok(rpc.lockUser, { id: userId });
      await org.ok(rpc.removeUser, { id: editorId });
      const locked = (await org.listChanges(userId)).at(-1);
      expect(locked).toMatchObject({ editorId, editorDisplayName: "", editorPreferredLoginName: "" });
    },

    ...casesOf(
      "is empty for $name",
      [
        { name: "an unknown user", userOf: async () => "1" },
        { name: "a user of another organization", userOf: (other: OrgInTest) => other.addHuman() },
      ],
      async (world, { userOf }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        expect(await org.listChanges(await userOf(other))).toEqual([]);
      },
    ),
  },
};
