import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { eventsOfNewOrg, lastOfNewOrg, listOrgEventTypes } from "../org-history.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

const userIdQuery = (userId: string) => ({ query: { case: "userIdQuery" as const, value: { userId } } });

/** UpdateOrgMember and RemoveOrgMember. */
export const orgMemberChanges: CaseGroup = {
  subject: "UpdateOrgMember and RemoveOrgMember",
  cases: {
    async "replace the roles, and answer the sequence, the change date and the owner"(world) {
      const org = await world.addOrg();
      const { id: userId } = await org.addMember("ORG_OWNER");
      const roles = ["ORG_USER_MANAGER", "ORG_OWNER_VIEWER"];
      const { result, expectWithin } = await during(() => org.ok(rpc.updateOrgMember, { userId, roles }));
      expect(result.details).toMatchObject({ sequence: lastOfNewOrg + 2n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
      const { result: members } = await org.ok(rpc.listOrgMembers, { queries: [userIdQuery(userId)] });
      expect(members).toMatchObject([{ roles, details: { sequence: lastOfNewOrg + 2n } }]);
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length)).toEqual(["org.member.added", "org.member.changed"]);
    },
    async "take the same roles in the same order for a success without an event, with the details of before"(world) {
      const org = await world.addOrg();
      const roles = ["ORG_USER_MANAGER", "ORG_OWNER_VIEWER"];
      const { id: userId } = await org.addMember(...roles);
      const { result } = await org.ok(rpc.listOrgMembers, { queries: [userIdQuery(userId)] });
      await org.ok(rpc.addOrgDomain, { domain: `${unique("domain")}.example` });
      const { details } = await org.ok(rpc.updateOrgMember, { userId, roles });
      expect(details).toMatchObject({
        sequence: lastOfNewOrg + 1n,
        changeDate: result[0]?.details?.changeDate,
        resourceOwner: org.id,
      });
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length + 1)).not.toContain("org.member.changed");
    },
    async "take the same roles in another order for a change"(world) {
      const org = await world.addOrg();
      const { id: userId } = await org.addMember("ORG_USER_MANAGER", "ORG_OWNER_VIEWER");
      await org.ok(rpc.updateOrgMember, { userId, roles: ["ORG_OWNER_VIEWER", "ORG_USER_MANAGER"] });
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length + 1)).toEqual(["org.member.changed"]);
    },
    ...casesOf(
      "refuse $name, before they look for the member",
      [
        { name: "no roles", roles: [], error: "orgMemberUpdateRolesEmpty" },
        { name: "a role of the instance", roles: ["IAM_OWNER"], error: "orgMemberUpdateRolesInvalid" },
        {
          name: "the self-management role, which can be added",
          roles: ["SELF_MANAGEMENT_GLOBAL"],
          error: "orgMemberUpdateRolesInvalid",
        },
      ] as const,
      async (world, { roles, error }) => {
        const org = await world.addOrg();
        const { id } = await org.addMember("ORG_OWNER");
        for (const userId of [id, "1"]) {
          expectRefusal(await org.call(rpc.updateOrgMember, { userId, roles: [...roles] }), error);
        }
      },
    ),
    ...casesOf(
      "refuse to change $name",
      [
        { name: "an unknown user", isThere: false },
        { name: "a member of another organization", isThere: true },
      ],
      async (world, { isThere }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const userId = isThere ? (await other.addMember("ORG_OWNER")).id : "1";
        const refused = await org.call(rpc.updateOrgMember, { userId, roles: ["ORG_OWNER"] });
        expectRefusal(refused, "orgMemberNotFound");
      },
    ),

    async "remove a member, and answer the sequence, the change date and the owner"(world) {
      const org = await world.addOrg();
      const { id: userId, token } = await org.addMember("ORG_OWNER");
      const { result, expectWithin } = await during(() => org.ok(rpc.removeOrgMember, { userId }));
      expect(result.details).toMatchObject({ sequence: lastOfNewOrg + 2n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
      const refused = await world.as({ token, orgId: org.id }).call(rpc.listOrgMembers, {});
      expectRefusal(refused, "membershipNotFound");
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length + 1)).toEqual(["org.member.removed"]);
    },
    ...casesOf(
      "remove $name with success and without an event, and answer the owner alone",
      [
        { name: "who never was a member", kind: "stranger" },
        { name: "who is a member no more", kind: "former" },
        { name: "an unknown user", kind: "unknown" },
      ] as const,
      async (world, { kind }) => {
        const org = await world.addOrg();
        const userId = kind === "unknown" ? "1" : await org.addHuman();
        if (kind === "former") {
          await org.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
          await org.ok(rpc.removeOrgMember, { userId });
        }
        const last = (await listOrgEventTypes(org)).length;
        const { details } = await org.ok(rpc.removeOrgMember, { userId });
        expect(details).toMatchObject({ sequence: 0n, resourceOwner: org.id });
        expect(details?.changeDate).toBeUndefined();
        expect(await listOrgEventTypes(org, last)).toEqual([]);
      },
    ),
    async "leave who was removed free to be added again"(world) {
      const org = await world.addOrg();
      const { id: userId } = await org.addMember("ORG_OWNER");
      await org.ok(rpc.removeOrgMember, { userId });
      await org.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER_VIEWER"] });
    },
  },
};
