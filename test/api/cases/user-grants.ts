import { expect } from "vitest";
import { UserGrantState } from "../../../gen/zitadel/user/v1/user_grant_pb.ts";
import { Type } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, authorizeOn, lendProject, listGrantedKeys } from "../project-in-test.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

/** Roles of users on projects. */
export const userGrants: CaseGroup = {
  subject: "user grants",
  cases: {
    async "AddUserGrant answers sequence 1, the creation date and the owner"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const userId = await project.org.addHuman();
      const request = { userId, projectId: project.id, roleKeys: ["a"] };
      const { result, expectWithin } = await during(() => project.ok(rpc.addUserGrant, request));
      expect(result.details).toMatchObject({ sequence: 1n, resourceOwner: project.org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
    },

    async "GetUserGrantByID answers everything around a grant on a project of one's own"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const project = await addProject(org, "a", "b");
      // A user of another organization can be authorized.
      const userId = await other.addHuman({ email: { email: "ug@example.com" } });
      const grantId = await project.authorize(userId, "b", "a");
      const user = await other.getUser(userId);
      const { userGrant } = await org.ok(rpc.getUserGrantByID, { userId, grantId });
      expect(userGrant).toMatchObject({
        id: grantId,
        details: { sequence: 1n, resourceOwner: org.id },
        roleKeys: ["b", "a"],
        state: UserGrantState.ACTIVE,
        userId,
        userName: user.userName,
        firstName: "Gigi",
        lastName: "Giraffe",
        email: "ug@example.com",
        displayName: "Gigi Giraffe",
        orgId: org.id,
        orgName: org.name,
        projectId: project.id,
        projectName: project.name,
        projectGrantId: "",
        preferredLoginName: user.preferredLoginName,
        userType: Type.HUMAN,
        grantedOrgId: "",
      });
      expect(userGrant?.orgDomain).toContain(".localhost");
    },

    async "AddUserGrant finds the project grant by itself"(world) {
      const { tenant, project, ref } = await lendProject(world, "a");
      const userId = await tenant.addMachine();
      const grantId = await authorizeOn(tenant, project.id, userId, "a");
      const { userGrant } = await tenant.ok(rpc.getUserGrantByID, { userId, grantId });
      expect(userGrant).toMatchObject({
        projectGrantId: ref.grantId,
        orgId: tenant.id,
        grantedOrgId: tenant.id,
        grantedOrgName: tenant.name,
        displayName: "Robot",
        firstName: "",
        userType: Type.MACHINE,
      });
      const named = { userId, projectId: project.id, projectGrantId: ref.grantId, roleKeys: ["a"] };
      expectRefusal(await tenant.call(rpc.addUserGrant, named), "userGrantAlreadyExists");
    },

    async "AddUserGrant asks for the user, the project or its grant, then the roles"(world) {
      const { owner, tenant, project, ref } = await lendProject(world, "a");
      await project.addRoles("b");
      const third = await world.addOrg();
      const userId = await owner.addMachine();
      const base = { userId, projectId: project.id };
      const add = (caller: typeof owner, message: object) => caller.call(rpc.addUserGrant, { ...base, ...message });
      expectRefusal(await add(owner, { userId: "1", projectId: "1" }), "userGrantUserNotFound");
      expectRefusal(await add(owner, { projectId: "1", roleKeys: ["x"] }), "userGrantSourceNotFound");
      expectRefusal(await add(third, { roleKeys: ["x"] }), "userGrantSourceNotFound");
      expectRefusal(await add(third, { projectGrantId: ref.grantId }), "userGrantSourceNotFound");
      expectRefusal(await add(tenant, { projectGrantId: "1" }), "userGrantSourceNotFound");
      expectRefusal(await add(owner, { projectGrantId: ref.grantId }), "userGrantSourceNotFound");
      expectRefusal(await add(owner, { roleKeys: ["a", "x"] }), "userGrantRoleNotFound");
      expectRefusal(await add(owner, { roleKeys: ["A"] }), "userGrantRoleNotFound");
      // The project has it, the grant has not.
      expectRefusal(await add(tenant, { roleKeys: ["b"] }), "userGrantRoleNotFound");
    },

    async "AddUserGrant knows a project that the organization had and removed"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const userId = await project.org.addMachine();
      await project.ok(rpc.removeProject, { id: project.id });
      const request = { userId, projectId: project.id };
      expectRefusal(await project.call(rpc.addUserGrant, request), "userGrantProjectNotFound");
    },

    async "AddUserGrant accepts no roles, an inactive organization, an inactive project and an inactive grant of it"(
      world,
    ) {
      const { owner, tenant, project, ref } = await lendProject(world, "a");
      await owner.ok(rpc.deactivateProjectGrant, ref);
      await owner.ok(rpc.deactivateProject, { id: project.id });
      await tenant.ok(rpc.deactivateOrg, {});
      const userId = await tenant.addMachine();
      const grantId = await authorizeOn(tenant, project.id, userId);
      expect(await listGrantedKeys(tenant, grantId)).toEqual([]);
    },

    async "AddUserGrant refuses a second one for user and project"(world) {
      const project = await addProject(await world.addOrg(), "a", "b");
      const userId = await project.org.addMachine();
      await project.authorize(userId, "a");
      const request = { userId, projectId: project.id, roleKeys: ["b"] };
      expectRefusal(await project.call(rpc.addUserGrant, request), "userGrantAlreadyExists");
    },

    async "UpdateUserGrant replaces the roles; the same in the same order are refused, in another order change"(world) {
      const project = await addProject(await world.addOrg(), "a", "b");
      const grantId = await project.authorize(await project.org.addMachine(), "a", "b");
      // The user in the path is not looked at.
      const update = { userId: "1", grantId };
      const same = { ...update, roleKeys: ["a", "b"] };
      expectRefusal(await project.call(rpc.updateUserGrant, same), "userGrantNotChanged");
      const { details } = await project.ok(rpc.updateUserGrant, { ...update, roleKeys: ["b", "a"] });
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: project.org.id });
      expect(details?.creationDate).toBeUndefined();
      expect(await listGrantedKeys(project, grantId)).toEqual(["b", "a"]);
      expectRefusal(await project.call(rpc.updateUserGrant, { ...update, roleKeys: ["x"] }), "userGrantRoleNotFound");
      await project.ok(rpc.updateUserGrant, { ...update, roleKeys: [] });
      expect(await listGrantedKeys(project, grantId)).toEqual([]);
    },

    async "UpdateUserGrant on a granted project takes roles of the grant only"(world) {
      const { tenant, project } = await lendProject(world, "a");
      await project.addRoles("b");
      const grantId = await authorizeOn(tenant, project.id, await tenant.addMachine(), "a");
      const update = { userId: "1", grantId, roleKeys: ["a", "b"] };
      expectRefusal(await tenant.call(rpc.updateUserGrant, update), "userGrantRoleNotFound");
    },

    async "UpdateUserGrant finds a grant of another organization, where the caller's roles there decide"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const project = await addProject(other, "a", "b");
      const grantId = await project.authorize(await other.addMachine(), "a");
      const update = { userId: "1", grantId, roleKeys: ["b"] };
      const owner = await org.addMember("ORG_OWNER");
      const caller = world.as({ token: owner.token, orgId: org.id });
      expectRefusal(await caller.call(rpc.updateUserGrant, update), "membershipNotFound");
      await other.ok(rpc.addOrgMember, { userId: owner.id, roles: ["ORG_OWNER_VIEWER"] });
      expectRefusal(await caller.call(rpc.updateUserGrant, update), "permissionLacking");
      await other.ok(rpc.updateOrgMember, { userId: owner.id, roles: ["ORG_OWNER"] });
      const { details } = await caller.ok(rpc.updateUserGrant, update);
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: other.id });
    },

    async "DeactivateUserGrant and ReactivateUserGrant succeed without an event when it is so already"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const grantId = await project.authorize(await project.org.addMachine(), "a");
      const ref = { userId: "1", grantId };
      const stateOf = async () => (await project.ok(rpc.getUserGrantByID, ref)).userGrant?.state;
      expect((await project.ok(rpc.reactivateUserGrant, ref)).details).toMatchObject({ sequence: 1n });
      const off = await project.ok(rpc.deactivateUserGrant, ref);
      expect(off.details).toMatchObject({ sequence: 2n, resourceOwner: project.org.id });
      expect(await stateOf()).toBe(UserGrantState.INACTIVE);
      expect((await project.ok(rpc.deactivateUserGrant, ref)).details).toEqual(off.details);
      expect((await project.ok(rpc.reactivateUserGrant, ref)).details).toMatchObject({ sequence: 3n });
      expect(await stateOf()).toBe(UserGrantState.ACTIVE);
      expect(await listGrantedKeys(project, grantId)).toEqual(["a"]);
    },

    async "RemoveUserGrant takes it out of every read"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const userId = await project.org.addMachine();
      const grantId = await project.authorize(userId, "a");
      const { details } = await project.ok(rpc.removeUserGrant, { userId, grantId });
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: project.org.id });
      expectRefusal(await project.call(rpc.getUserGrantByID, { userId, grantId }), "userGrantUnknown");
      expect((await project.ok(rpc.listUserGrants, {})).result).toEqual([]);
      await project.authorize(userId, "a");
    },

    ...casesOf(
      "every call refuses $name",
      [
        { name: "an unknown grant", isThere: false },
        { name: "a grant of another organization", isThere: true },
      ],
      async (world, { isThere }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const project = await addProject(other, "a");
        const grantId = isThere ? await project.authorize(await other.addMachine(), "a") : "1";
        const ref = { userId: "1", grantId };
        expectRefusal(await org.call(rpc.getUserGrantByID, ref), "userGrantUnknown");
        if (!isThere) expectRefusal(await org.call(rpc.updateUserGrant, ref), "userGrantChangeNotFound");
        expectRefusal(await org.call(rpc.deactivateUserGrant, ref), "userGrantChangeNotFound");
        expectRefusal(await org.call(rpc.reactivateUserGrant, ref), "userGrantReactivateNotFound");
        expectRefusal(await org.call(rpc.removeUserGrant, ref), "userGrantRemoveNotFound");
        expectRefusal(await org.call(rpc.bulkRemoveUserGrant, { grantId: [grantId] }), "userGrantRemoveNotFound");
        if (isThere) expect(await listGrantedKeys(other, grantId)).toEqual(["a"]);
      },
    ),

    async "BulkRemoveUserGrant removes all or none, and answers nothing"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const [one, two] = [
        await project.authorize(await project.org.addMachine(), "a"),
        await project.authorize(await project.org.addMachine(), "a"),
      ];
      expectRefusal(await project.call(rpc.bulkRemoveUserGrant, {}), "userGrantIdsEmpty");
      const withUnknown = { grantId: [one, "1", two] };
      expectRefusal(await project.call(rpc.bulkRemoveUserGrant, withUnknown), "userGrantRemoveNotFound");
      expect((await project.ok(rpc.listUserGrants, {})).result).toHaveLength(2);
      await project.ok(rpc.bulkRemoveUserGrant, { grantId: [one, two, one] });
      expect((await project.ok(rpc.listUserGrants, {})).result).toEqual([]);
    },
  },
};
