import { expect } from "vitest";
import { Type } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { adminRpc, rpc, type World } from "../world.ts";

const instanceRoles = [
  "IAM_OWNER",
  "IAM_OWNER_VIEWER",
  "IAM_ORG_MANAGER",
  "IAM_USER_MANAGER",
  "IAM_ADMIN_IMPERSONATOR",
  "IAM_END_USER_IMPERSONATOR",
  "IAM_LOGIN_CLIENT",
];

const userIdQuery = (userId: string) => ({ query: { case: "userIdQuery" as const, value: { userId } } });
const membersOf = async (world: World, userId: string) =>
  (await world.ok(adminRpc.listIAMMembers, { queries: [userIdQuery(userId)] })).result;

/** A machine of an organization of its own that is a member of the instance. */
async function addInstanceMember(world: World, ...roles: string[]) {
  const org = await world.addOrg();
  const id = await org.addMachine();
  const { details } = await world.ok(adminRpc.addIAMMember, { userId: id, roles });
  return { id, org, sequence: details?.sequence ?? 0n, token: (await org.addToken(id)).token };
}

/** AddIAMMember, UpdateIAMMember, RemoveIAMMember and ListIAMMemberRoles. Cases share the instance's history. */
export const instanceMembers: CaseGroup = {
  subject: "AddIAMMember, UpdateIAMMember and RemoveIAMMember",
  cases: {
    async "are about these roles, in their configured order, with their number"(world) {
      const { result, expectWithin } = await during(() => world.ok(adminRpc.listIAMMemberRoles, {}));
      expect(result.roles).toEqual(instanceRoles);
      expect(result.details?.totalResult).toBe(7n);
      expectWithin(result.details?.viewTimestamp);
    },
    async "give roles that count in every organization, and answer the creation date and the instance"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await org.addMachine();
      const roles = ["IAM_USER_MANAGER", "IAM_OWNER_VIEWER"];
      const { result, expectWithin } = await during(() => world.ok(adminRpc.addIAMMember, { userId, roles }));
      expect(result.details?.resourceOwner).toBe(world.server.instance.id);
      expect(result.details?.sequence).toBeGreaterThan(1n);
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
      const { token } = await org.addToken(userId);
      await world.as({ token, orgId: other.id }).ok(rpc.listUsers, {});
      await world.as({ token }).ok(adminRpc.listOrgs, { query: { limit: 1 } });
    },
    ...casesOf(
      "refuse to add $name, before they look for the user",
      [
        { name: "no roles", roles: [], error: "instanceMemberRolesEmpty" },
        { name: "a role of organizations", roles: ["ORG_OWNER"], error: "instanceMemberRolesInvalid" },
        { name: "a role of the system", roles: ["SYSTEM_OWNER"], error: "instanceMemberRolesInvalid" },
        { name: "a role that is none", roles: ["IAM_INVENTED"], error: "instanceMemberRolesInvalid" },
        { name: "one good role and one bad", roles: ["IAM_OWNER", "ORG_OWNER"], error: "instanceMemberRolesInvalid" },
      ] as const,
      async (world, { roles, error }) => {
        const userId = await (await world.addOrg()).addHuman();
        for (const id of [userId, "1"]) {
          expectRefusal(await world.call(adminRpc.addIAMMember, { userId: id, roles: [...roles] }), error);
        }
        expect(await membersOf(world, userId)).toEqual([]);
      },
    ),
    async "refuse to add an unknown user"(world) {
      const refused = await world.call(adminRpc.addIAMMember, { userId: "1", roles: ["IAM_OWNER"] });
      expectRefusal(refused, "instanceMemberUserNotFound");
    },
    async "refuse to add a member again"(world) {
      const { id: userId } = await addInstanceMember(world, "IAM_OWNER_VIEWER");
      const refused = await world.call(adminRpc.addIAMMember, { userId, roles: ["IAM_OWNER"] });
      expectRefusal(refused, "instanceMemberAlreadyExists");
    },
    async "give 64 users roles at once, without a sequence twice"(world) {
      const org = await world.addOrg();
      const ids = await Promise.all(Array.from({ length: 64 }, () => org.addMachine()));
      const added = await Promise.all(
        ids.map((userId) => world.ok(adminRpc.addIAMMember, { userId, roles: ["IAM_END_USER_IMPERSONATOR"] })),
      );
      expect(new Set(added.map(({ details }) => details?.sequence)).size).toBe(64);
    },

    async "replace roles, and answer the change date and the instance"(world) {
      const { id: userId, sequence } = await addInstanceMember(world, "IAM_OWNER_VIEWER");
      const roles = ["IAM_USER_MANAGER", "IAM_OWNER_VIEWER"];
      const { result, expectWithin } = await during(() => world.ok(adminRpc.updateIAMMember, { userId, roles }));
      expect(result.details?.resourceOwner).toBe(world.server.instance.id);
      expect(result.details?.sequence).toBeGreaterThan(sequence);
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
      expect(await membersOf(world, userId)).toMatchObject([
        { roles, details: { sequence: result.details?.sequence } },
      ]);
    },
    async "take the same roles in the same order for a success without an event"(world) {
      const roles = ["IAM_USER_MANAGER", "IAM_OWNER_VIEWER"];
      const { id: userId, sequence } = await addInstanceMember(world, ...roles);
      expect((await world.ok(adminRpc.updateIAMMember, { userId, roles })).details?.sequence).toBe(sequence);
      const { details } = await world.ok(adminRpc.updateIAMMember, { userId, roles: roles.toReversed() });
      expect(details?.sequence).toBeGreaterThan(sequence);
    },
    ...casesOf(
      "refuse to change to $name, before they look for the member",
      [
        { name: "no roles", roles: [], error: "instanceMemberUpdateRolesEmpty" },
        { name: "a role of organizations", roles: ["ORG_OWNER"], error: "instanceMemberUpdateRolesInvalid" },
      ] as const,
      async (world, { roles, error }) => {
        const { id } = await addInstanceMember(world, "IAM_OWNER_VIEWER");
        for (const userId of [id, "1"]) {
          expectRefusal(await world.call(adminRpc.updateIAMMember, { userId, roles: [...roles] }), error);
        }
      },
    ),
    async "refuse to change who is no member"(world) {
      const userId = await (await world.addOrg()).addHuman();
      const refused = await world.call(adminRpc.updateIAMMember, { userId, roles: ["IAM_OWNER"] });
      expectRefusal(refused, "instanceMemberNotFound");
    },

    async "remove a member, and answer the change date and the instance"(world) {
      const { id: userId, sequence, token } = await addInstanceMember(world, "IAM_OWNER");
      const { result, expectWithin } = await during(() => world.ok(adminRpc.removeIAMMember, { userId }));
      expect(result.details?.resourceOwner).toBe(world.server.instance.id);
      expect(result.details?.sequence).toBeGreaterThan(sequence);
      expectWithin(result.details?.changeDate);
      expectRefusal(await world.as({ token }).call(adminRpc.listOrgs, {}), "membershipNotFound");
      expect(await membersOf(world, userId)).toEqual([]);
    },
    async "remove who is no member with success, and answer the instance alone"(world) {
      const { details } = await world.ok(adminRpc.removeIAMMember, { userId: "1" });
      expect(details).toMatchObject({ sequence: 0n, resourceOwner: world.server.instance.id });
      expect(details?.changeDate).toBeUndefined();
    },
    async "lose a member together with its user, which is an event of the instance"(world) {
      const { id, org, sequence } = await addInstanceMember(world, "IAM_OWNER_VIEWER");
      const { details } = await org.ok(rpc.removeUser, { id });
      expect(details?.sequence).toBeGreaterThan(sequence);
      expect(await membersOf(world, id)).toEqual([]);
    },
    async "are not for a member of an organization"(world) {
      const org = await world.addOrg();
      const { id, token } = await org.addMember("ORG_OWNER");
      const own = world.as({ token, orgId: org.id });
      const roles = ["IAM_OWNER"];
      expectRefusal(await own.call(adminRpc.addIAMMember, { userId: id, roles }), "permissionMissing");
      expectRefusal(await own.call(adminRpc.updateIAMMember, { userId: id, roles }), "permissionMissing");
      expectRefusal(await own.call(adminRpc.removeIAMMember, { userId: id }), "permissionMissing");
      expectRefusal(await own.call(adminRpc.listIAMMembers, {}), "permissionMissing");
    },
  },
};

/** ListIAMMembers. */
export const instanceMemberList: CaseGroup = {
  subject: "ListIAMMembers",
  cases: {
    async "answers a member as ListOrgMembers does, with the instance as the owner"(world) {
      const { id: userId, org } = await addInstanceMember(world, "IAM_OWNER_VIEWER");
      expect(await membersOf(world, userId)).toMatchObject([
        {
          userId,
          roles: ["IAM_OWNER_VIEWER"],
          displayName: "Robot",
          userType: Type.MACHINE,
          userResourceOwner: org.id,
          details: { resourceOwner: world.server.instance.id },
        },
      ]);
    },
    async "answers a page, with the number of all"(world) {
      await addInstanceMember(world, "IAM_OWNER_VIEWER");
      const { details, result } = await world.ok(adminRpc.listIAMMembers, { query: { limit: 1 } });
      expect(result).toHaveLength(1);
      expect(details?.totalResult).toBeGreaterThan(1n);
      expect(details?.viewTimestamp).toBeDefined();
    },
    async "refuses a limit of 1001 and a condition without content"(world) {
      expectRefusal(await world.call(adminRpc.listIAMMembers, { query: { limit: 1001 } }), "limitExceeded");
      const refused = await world.call(adminRpc.listIAMMembers, { queries: [{}] });
      expectInvalid(refused, "ListIAMMembersRequest.Queries[0]", ["queries[0].query"]);
    },
  },
};
