import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

const owner = ["ORG_OWNER"];

const orgRoles = [
  "ORG_OWNER",
  "ORG_USER_MANAGER",
  "ORG_OWNER_VIEWER",
  "ORG_SETTINGS_MANAGER",
  "ORG_USER_PERMISSION_EDITOR",
  "ORG_PROJECT_PERMISSION_EDITOR",
  "ORG_PROJECT_CREATOR",
  "ORG_ADMIN_IMPERSONATOR",
  "ORG_END_USER_IMPERSONATOR",
  "ORG_USER_SELF_MANAGER",
];

/** ListOrgMemberRoles. */
export const orgMemberRoles: CaseGroup = {
  subject: "ListOrgMemberRoles",
  cases: {
    async "lists the roles in their configured order, without details"(world) {
      const org = await world.addOrg();
      expect(await org.ok(rpc.listOrgMemberRoles, {})).toMatchObject({ result: orgRoles });
    },
    async "lists the self-management role, too, in the default organization"(world) {
      expect((await world.ok(rpc.listOrgMemberRoles, {})).result).toEqual([...orgRoles, "SELF_MANAGEMENT_GLOBAL"]);
    },
  },
};

/** AddOrgMember. */
export const orgMembers: CaseGroup = {
  subject: "AddOrgMember",
  cases: {
    async "answers the organization's next sequence, the creation date and the owner"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { result, expectWithin } = await during(() => org.ok(rpc.addOrgMember, { userId, roles: owner }));
      expect(result.details).toMatchObject({ sequence: 6n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
      const next = await org.ok(rpc.addOrgMember, { userId: await org.addHuman(), roles: owner });
      expect(next.details?.sequence).toBe(7n);
    },

    async "lets the member act at once"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { token } = await org.addToken(userId);
      const member = world.as({ token, orgId: org.id });
      expectRefusal(await member.call(rpc.listUsers, {}), "membershipNotFound");
      await org.ok(rpc.addOrgMember, { userId, roles: owner });
      expect((await member.ok(rpc.listUsers, {})).result).toHaveLength(1);
    },

    async "takes users of other organizations"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await other.addMachine();
      const { token } = await other.addToken(userId);
      await org.ok(rpc.addOrgMember, { userId, roles: owner });
      await world.as({ token, orgId: org.id }).ok(rpc.listUsers, {});
      expectRefusal(await world.as({ token, orgId: other.id }).call(rpc.listUsers, {}), "membershipNotFound");
    },

    ...casesOf(
      "takes $name",
      [
        ...orgRoles.map((role) => ({ name: role, roles: [role] })),
        { name: "all of these together", roles: orgRoles },
        { name: "SELF_MANAGEMENT_GLOBAL alone", roles: ["SELF_MANAGEMENT_GLOBAL"] },
        { name: "a role twice", roles: ["ORG_OWNER", "ORG_OWNER"] },
      ],
      async (world, { roles }) => {
        const org = await world.addOrg();
        await org.ok(rpc.addOrgMember, { userId: await org.addHuman(), roles });
      },
    ),

    ...casesOf(
      "refuses $name, before it looks for the user",
      [
        { name: "no role", roles: [], error: "orgMemberRolesEmpty" },
        { name: "a role of the instance", roles: ["IAM_OWNER"], error: "orgMemberRolesInvalid" },
        { name: "a role of projects", roles: ["PROJECT_OWNER"], error: "orgMemberRolesInvalid" },
        { name: "a role that does not exist", roles: ["ORG_GIRAFFE"], error: "orgMemberRolesInvalid" },
        { name: "a role in lower case", roles: ["org_owner"], error: "orgMemberRolesInvalid" },
        { name: "an empty role", roles: [""], error: "orgMemberRolesInvalid" },
        { name: "one bad role among good ones", roles: ["ORG_OWNER", "IAM_OWNER"], error: "orgMemberRolesInvalid" },
        {
          name: "SELF_MANAGEMENT_GLOBAL beside another",
          roles: ["ORG_OWNER", "SELF_MANAGEMENT_GLOBAL"],
          error: "orgMemberRolesInvalid",
        },
      ] as const,
      async (world, { roles, error }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(rpc.addOrgMember, { userId: "1", roles: [...roles] }), error);
        expect(await nextSequence(org)).toBe(6n);
      },
    ),

    async "refuses an unknown user"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.addOrgMember, { userId: "1", roles: owner }), "orgMemberUserNotFound");
    },
    async "refuses a removed user"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      await org.ok(rpc.removeUser, { id: userId });
      expectRefusal(await org.call(rpc.addOrgMember, { userId, roles: owner }), "orgMemberUserNotFound");
    },
    async "refuses who is a member already, with the same roles or others"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      await org.ok(rpc.addOrgMember, { userId, roles: owner });
      for (const roles of [owner, ["ORG_OWNER_VIEWER"]]) {
        expectRefusal(await org.call(rpc.addOrgMember, { userId, roles }), "orgMemberAlreadyExists");
      }
      expect(await nextSequence(org)).toBe(7n);
    },
  },
};

/** The sequence that the organization's next event gets: that of a member added now. */
const nextSequence = async (org: OrgInTest): Promise<bigint | undefined> =>
  (await org.ok(rpc.addOrgMember, { userId: await org.addHuman(), roles: owner })).details?.sequence;
