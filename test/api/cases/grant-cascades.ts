import { expect } from "vitest";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, authorizeOn, lendProject, listGrantedKeys } from "../project-in-test.ts";
import { rpc } from "../world.ts";

/** What goes with roles, grants and projects. */
export const grantCascades: CaseGroup = {
  subject: "what goes with roles, grants and projects",
  cases: {
    async "RemoveProjectRole strips the key from project grants and user grants, and keeps them"(world) {
      const { owner, tenant, project, grantId } = await lendProject(world, "a", "b");
      const own = await project.authorize(await owner.addMachine(), "b", "a");
      const lent = await authorizeOn(tenant, project.id, await tenant.addMachine(), "a");
      const untouched = await project.authorize(await owner.addMachine(), "b");
      const { details } = await owner.ok(rpc.removeProjectRole, { projectId: project.id, roleKey: "a" });
      expect(details).toMatchObject({ sequence: 5n, resourceOwner: owner.id });
      expect(await project.listLentKeys(grantId)).toEqual(["b"]);
      expect(await listGrantedKeys(owner, own)).toEqual(["b"]);
      expect(await listGrantedKeys(tenant, lent)).toEqual([]);
      expect((await project.listEventTypes()).slice(-2)).toEqual([
        "project.role.removed",
        "project.grant.cascade.changed",
      ]);
      const sequenceOf = async (caller: typeof owner, id: string) =>
        (await caller.ok(rpc.getUserGrantByID, { userId: "1", grantId: id })).userGrant?.details?.sequence;
      expect(await sequenceOf(owner, own)).toBe(2n);
      expect(await sequenceOf(tenant, lent)).toBe(2n);
      expect(await sequenceOf(owner, untouched)).toBe(1n);
    },

    async "RemoveProjectRole compares keys exactly"(world) {
      const project = await addProject(await world.addOrg(), "a", "a/b", "ab");
      const grantId = await project.authorize(await project.org.addMachine(), "ab", "a/b", "a");
      await project.ok(rpc.removeProjectRole, { projectId: project.id, roleKey: "a" });
      expect(await listGrantedKeys(project, grantId)).toEqual(["ab", "a/b"]);
    },

    async "RemoveProjectRole leaves other projects' grants with the same key alone"(world) {
      const org = await world.addOrg();
      const [project, other] = [await addProject(org, "a"), await addProject(org, "a")];
      const grantId = await other.authorize(await org.addMachine(), "a");
      await org.ok(rpc.removeProjectRole, { projectId: project.id, roleKey: "a" });
      expect(await listGrantedKeys(org, grantId)).toEqual(["a"]);
    },

    async "UpdateProjectGrant strips every removed key, adjacent ones too"(world) {
      const { owner, tenant, project, ref } = await lendProject(world, "a", "b", "c", "d");
      const lent = await authorizeOn(tenant, project.id, await tenant.addMachine(), "a", "b", "c", "d");
      const own = await project.authorize(await owner.addMachine(), "b", "c");
      const { details } = await owner.ok(rpc.updateProjectGrant, { ...ref, roleKeys: ["d", "a"] });
      expect(await listGrantedKeys(tenant, lent)).toEqual(["a", "d"]);
      // What does not come from the grant stays.
      expect(await listGrantedKeys(owner, own)).toEqual(["b", "c"]);
      expect(details?.sequence).toBe(7n);
    },

    async "UpdateProjectGrant that takes nothing away leaves user grants alone"(world) {
      const { owner, tenant, project, ref } = await lendProject(world, "a");
      await project.addRoles("b");
      const lent = await authorizeOn(tenant, project.id, await tenant.addMachine(), "a");
      await owner.ok(rpc.updateProjectGrant, { ...ref, roleKeys: ["b", "a"] });
      const { userGrant } = await tenant.ok(rpc.getUserGrantByID, { userId: "1", grantId: lent });
      expect(userGrant?.details?.sequence).toBe(1n);
    },

    async "RemoveProjectGrant removes the user grants and memberships that come from it"(world) {
      const { owner, tenant, project, ref } = await lendProject(world, "a");
      const userId = await tenant.addMachine();
      const lent = await authorizeOn(tenant, project.id, userId, "a");
      const own = await project.authorize(userId, "a");
      await tenant.ok(rpc.addProjectGrantMember, { ...ref, userId, roles: ["PROJECT_GRANT_OWNER"] });
      const { token } = await tenant.addToken(userId);
      const member = world.as({ token, orgId: tenant.id });
      await member.ok(rpc.getGrantedProjectByID, ref);
      await owner.ok(rpc.removeProjectGrant, ref);
      expectRefusal(await tenant.call(rpc.getUserGrantByID, { userId, grantId: lent }), "userGrantUnknown");
      expect(await listGrantedKeys(owner, own)).toEqual(["a"]);
      expectRefusal(await member.call(rpc.getGrantedProjectByID, ref), "membershipNotFound");
    },

    async "RemoveProject removes its roles, members, grants and all user grants on it"(world) {
      const { owner, tenant, project, ref } = await lendProject(world, "a");
      const userId = await owner.addMachine();
      const own = await project.authorize(userId, "a");
      const lent = await authorizeOn(tenant, project.id, userId, "a");
      await owner.ok(rpc.addProjectMember, { projectId: project.id, userId, roles: ["PROJECT_OWNER"] });
      const { token } = await owner.addToken(userId);
      const member = world.as({ token, orgId: owner.id });
      await member.ok(rpc.getProjectByID, { id: project.id });
      const { details } = await owner.ok(rpc.removeProject, { id: project.id });
      expect(details).toMatchObject({ sequence: 5n, resourceOwner: owner.id });
      expectRefusal(await owner.call(rpc.getUserGrantByID, { userId, grantId: own }), "userGrantUnknown");
      expectRefusal(await tenant.call(rpc.getUserGrantByID, { userId, grantId: lent }), "userGrantUnknown");
      expectRefusal(await tenant.call(rpc.getGrantedProjectByID, ref), "projectGrantUnknown");
      expect(await project.listRoleKeys()).toEqual([]);
      expect((await owner.ok(rpc.listProjectMembers, { projectId: project.id })).result).toEqual([]);
      expectRefusal(await member.call(rpc.getProjectByID, { id: project.id }), "membershipNotFound");
    },
  },
};
