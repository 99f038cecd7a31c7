import { expect } from "vitest";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, addStranger, authorizeOn, lendProject } from "../project-in-test.ts";
import { rpc, type World } from "../world.ts";

/** An organization with two projects, and a caller who owns the first of them only. */
async function addProjectOwner(world: World) {
  const org = await world.addOrg();
  const [project, other] = [await addProject(org, "a", "b"), await addProject(org, "a", "b")];
  const { id, token } = await addStranger(org);
  await org.ok(rpc.addProjectMember, { projectId: project.id, userId: id, roles: ["PROJECT_OWNER"] });
  return { org, project, other, id, caller: world.as({ token, orgId: org.id }) };
}

/** A lent project, and a caller of the organization that has it who owns this grant only. */
async function addGrantOwner(world: World) {
  const lent = await lendProject(world, "a");
  const second = await lendProject(world, "a");
  const otherGrantId = await second.project.lendTo(lent.tenant, "a");
  const { id, token } = await addStranger(lent.tenant);
  await lent.tenant.ok(rpc.addProjectGrantMember, { ...lent.ref, userId: id, roles: ["PROJECT_GRANT_OWNER"] });
  const otherRef = { projectId: second.project.id, grantId: otherGrantId };
  return { ...lent, id, otherRef, caller: world.as({ token, orgId: lent.tenant.id }) };
}

/** Callers whose roles are on single projects or project grants. */
export const limitedPermissions: CaseGroup = {
  subject: "roles on single projects and project grants",
  cases: {
    async "a project's owner does with it what the role allows, and nothing with another"(world) {
      const { project, other, caller } = await addProjectOwner(world);
      await caller.ok(rpc.updateProject, { id: project.id, name: project.name });
      await caller.ok(rpc.addProjectRole, { projectId: project.id, roleKey: "c", displayName: "C" });
      await caller.ok(rpc.listProjectMembers, { projectId: project.id });
      await caller.ok(rpc.listProjectChanges, { projectId: project.id });
      expectRefusal(await caller.call(rpc.getProjectByID, { id: other.id }), "permissionElsewhere");
      const role = { projectId: other.id, roleKey: "c", displayName: "C" };
      expectRefusal(await caller.call(rpc.addProjectRole, role), "permissionElsewhere");
      expectRefusal(await caller.call(rpc.removeProject, { id: other.id }), "permissionElsewhere");
    },

    async "a project's owner has no rights on the organization"(world) {
      const { caller, project } = await addProjectOwner(world);
      expectRefusal(await caller.call(rpc.addProject, { name: "x" }), "permissionMissing");
      expectRefusal(await caller.call(rpc.lockUser, { id: "1" }), "permissionMissing");
      await caller.ok(rpc.removeProject, { id: project.id });
    },

    async "a project's owner is nobody in another organization"(world) {
      const { project, id } = await addProjectOwner(world);
      const { token } = await project.org.addToken(id);
      const elsewhere = world.as({ token, orgId: (await world.addOrg()).id });
      expectRefusal(await elsewhere.call(rpc.getProjectByID, { id: project.id }), "membershipNotFound");
    },

    async "ListProjects answers a project's owner this project alone"(world) {
      const { project, caller } = await addProjectOwner(world);
      const { details, result } = await caller.ok(rpc.listProjects, {});
      expect(result.map(({ id }) => id)).toEqual([project.id]);
      expect(details?.totalResult).toBe(1n);
    },

    async "ListProjects answers an empty list to ORG_PROJECT_CREATOR, who may read its own projects only"(world) {
      const { org } = await addProjectOwner(world);
      const { token } = await org.addMember("ORG_PROJECT_CREATOR");
      const creator = world.as({ token, orgId: org.id });
      const { id } = await creator.ok(rpc.addProject, { name: "Made by a creator" });
      const { details, result } = await creator.ok(rpc.listProjects, {});
      expect(result).toEqual([]);
      expect(details?.totalResult).toBe(0n);
      expectRefusal(await creator.call(rpc.getProjectByID, { id }), "permissionElsewhere");
      const both = await org.addMember("ORG_PROJECT_CREATOR", "ORG_OWNER_VIEWER");
      const viewer = world.as({ token: both.token, orgId: org.id });
      expect((await viewer.ok(rpc.listProjects, {})).result).toHaveLength(3);
    },

    async "a project's owner lends and changes grants of this project alone"(world) {
      const { project, other, caller } = await addProjectOwner(world);
      const tenant = await world.addOrg();
      const own = { projectId: project.id, grantedOrgId: tenant.id, roleKeys: ["a"] };
      const { grantId } = await caller.ok(rpc.addProjectGrant, own);
      await caller.ok(rpc.updateProjectGrant, { projectId: project.id, grantId });
      const foreign = { ...own, projectId: other.id };
      expectRefusal(await caller.call(rpc.addProjectGrant, foreign), "permissionOfOtherObject");
      const ref = { projectId: other.id, grantId: await other.lendTo(tenant, "a") };
      expectRefusal(await caller.call(rpc.updateProjectGrant, ref), "permissionOfOtherObject");
      expectRefusal(await caller.call(rpc.deactivateProjectGrant, ref), "permissionOfOtherObject");
      expectRefusal(await caller.call(rpc.removeProjectGrant, ref), "permissionOfOtherObject");
      expectRefusal(await caller.call(rpc.getProjectGrantByID, ref), "projectGrantUnknown");
      const { details, result } = await caller.ok(rpc.listAllProjectGrants, { query: { limit: 1 } });
      expect(result.map((grant) => grant.grantId)).toEqual([grantId]);
      expect(details?.totalResult).toBe(1n);
    },

    async "a project's owner authorizes users on this project alone"(world) {
      const { org, project, other, caller } = await addProjectOwner(world);
      const userId = await org.addMachine();
      const grantId = await authorizeOn(caller, project.id, userId, "a");
      await caller.ok(rpc.updateUserGrant, { userId, grantId, roleKeys: ["b"] });
      const onOther = { userId, projectId: other.id, roleKeys: ["a"] };
      expectRefusal(await caller.call(rpc.addUserGrant, onOther), "userGrantNotPermitted");
      // Before anything else is looked at.
      expectRefusal(await caller.call(rpc.addUserGrant, { ...onOther, userId: "1" }), "userGrantNotPermitted");
      const foreign = { userId, grantId: await other.authorize(userId, "a") };
      expectRefusal(await caller.call(rpc.updateUserGrant, foreign), "userGrantNotPermitted");
      expectRefusal(await caller.call(rpc.deactivateUserGrant, foreign), "userGrantNotPermitted");
      expectRefusal(await caller.call(rpc.reactivateUserGrant, foreign), "userGrantNotPermitted");
      expectRefusal(await caller.call(rpc.removeUserGrant, foreign), "userGrantNotPermitted");
      const both = { grantId: [grantId, foreign.grantId] };
      expectRefusal(await caller.call(rpc.bulkRemoveUserGrant, both), "userGrantNotPermitted");
      await caller.ok(rpc.removeUserGrant, { userId, grantId });
    },

    async "a project grant's owner works in the organization that has the grant"(world) {
      const { tenant, project, ref, otherRef, caller } = await addGrantOwner(world);
      await caller.ok(rpc.getGrantedProjectByID, ref);
      expectRefusal(await caller.call(rpc.getGrantedProjectByID, otherRef), "permissionElsewhere");
      const { result } = await caller.ok(rpc.listGrantedProjects, {});
      expect(result.map(({ grantId }) => grantId)).toEqual([ref.grantId]);
      const userId = await tenant.addMachine();
      const named = { userId, projectId: project.id, projectGrantId: ref.grantId, roleKeys: ["a"] };
      // The scope is checked before the grant is found by itself.
      const unnamed = { ...named, projectGrantId: "" };
      expectRefusal(await caller.call(rpc.addUserGrant, unnamed), "userGrantNotPermitted");
      await caller.ok(rpc.addUserGrant, named);
    },

    async "a project grant's owner manages members of this grant alone"(world) {
      const { tenant, ref, otherRef, caller } = await addGrantOwner(world);
      const userId = await tenant.addMachine();
      const roles = ["PROJECT_GRANT_OWNER_VIEWER"];
      await caller.ok(rpc.addProjectGrantMember, { ...ref, userId, roles });
      expect((await caller.ok(rpc.listProjectGrantMembers, ref)).result).toHaveLength(2);
      await tenant.ok(rpc.addProjectGrantMember, { ...otherRef, userId, roles });
      const add = await caller.call(rpc.addProjectGrantMember, { ...otherRef, userId, roles });
      expectRefusal(add, "permissionOfOtherObject");
      const update = await caller.call(rpc.updateProjectGrantMember, { ...otherRef, userId, roles });
      expectRefusal(update, "permissionOfOtherObject");
      const remove = await caller.call(rpc.removeProjectGrantMember, { ...otherRef, userId });
      expectRefusal(remove, "permissionOfOtherObject");
      expect((await caller.ok(rpc.listProjectGrantMembers, otherRef)).result).toEqual([]);
    },

    async "a project grant's owner reads nothing of the organization that gave it, but the grant"(world) {
      const { owner, ref, id, tenant } = await addGrantOwner(world);
      const { token } = await tenant.addToken(id);
      const there = world.as({ token, orgId: owner.id });
      expectRefusal(await there.call(rpc.getProjectByID, { id: ref.projectId }), "permissionElsewhere");
      expect((await there.ok(rpc.listProjects, {})).result).toEqual([]);
      await there.ok(rpc.getProjectGrantByID, ref);
    },
  },
};
