import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, lendProject } from "../project-in-test.ts";
import { rpc } from "../world.ts";

const roles = ["PROJECT_GRANT_OWNER", "PROJECT_GRANT_OWNER_VIEWER"];

/** Members of project grants. */
export const projectGrantMembers: CaseGroup = {
  subject: "project grant members",
  cases: {
    ...casesOf(
      "are managed by $name",
      [
        { name: "the organization that gave the grant", isTenant: false },
        { name: "the organization that has it", isTenant: true },
      ],
      async (world, { isTenant }) => {
        const { owner, tenant, project, ref } = await lendProject(world, "a");
        const caller = isTenant ? tenant : owner;
        const member = { ...ref, userId: await tenant.addHuman() };
        const added = await caller.ok(rpc.addProjectGrantMember, { ...member, roles });
        expect(added.details).toMatchObject({ sequence: 4n, resourceOwner: owner.id });
        const { details, result } = await caller.ok(rpc.listProjectGrantMembers, ref);
        expect(details?.totalResult).toBe(1n);
        expect(result).toMatchObject([{ userId: member.userId, roles, userResourceOwner: tenant.id }]);
        const same = await caller.ok(rpc.updateProjectGrantMember, { ...member, roles });
        expect(same.details).toMatchObject({ sequence: 4n });
        const turned = await caller.ok(rpc.updateProjectGrantMember, { ...member, roles: [...roles].reverse() });
        expect(turned.details).toMatchObject({ sequence: 5n });
        expect((await caller.ok(rpc.removeProjectGrantMember, member)).details).toMatchObject({ sequence: 6n });
        const again = await caller.ok(rpc.removeProjectGrantMember, member);
        expect(again.details).toMatchObject({ sequence: 0n, resourceOwner: owner.id });
        expect((await project.listEventTypes()).slice(3)).toEqual([
          "project.grant.member.added",
          "project.grant.member.changed",
          "project.grant.member.removed",
        ]);
      },
    ),

    async "AddProjectGrantMember asks for roles, then the user, then the grant, then whether there is such a member"(
      world,
    ) {
      const { owner, ref } = await lendProject(world, "a");
      const userId = await owner.addMachine();
      const unknown = { projectId: ref.projectId, grantId: "1" };
      const add = (message: object) => owner.call(rpc.addProjectGrantMember, { ...ref, userId, ...message });
      expectRefusal(await add({ ...unknown, userId: "1" }), "projectGrantMemberRolesEmpty");
      for (const wrong of [["PROJECT_OWNER"], ["PROJECT_GRANT_OWNER", "ORG_OWNER"], ["PROJECT_GRANT_INVENTED"]]) {
        expectRefusal(await add({ ...unknown, userId: "1", roles: wrong }), "projectGrantMemberRolesInvalid");
      }
      expectRefusal(await add({ ...unknown, userId: "1", roles }), "projectMemberUserNotFound");
      expectRefusal(await add({ ...unknown, roles }), "projectGrantNotFound");
      await owner.ok(rpc.addProjectGrantMember, { ...ref, userId, roles });
      // NotFound, of all kinds, as upstream.
      expectRefusal(await add({ roles }), "projectGrantMemberAlreadyExists");
    },

    async "UpdateProjectGrantMember refuses no roles, other roles and who is no member"(world) {
      const { owner, ref } = await lendProject(world, "a");
      const member = { ...ref, userId: await owner.addMachine() };
      const update = (message: object) => owner.call(rpc.updateProjectGrantMember, { ...member, ...message });
      expectRefusal(await update({}), "projectGrantMemberChangeRolesEmpty");
      expectRefusal(await update({ roles: ["PROJECT_OWNER"] }), "projectGrantMemberChangeRolesInvalid");
      expectRefusal(await update({ roles }), "projectGrantMemberNotFound");
      expectRefusal(await update({ roles, grantId: "1" }), "projectGrantMemberNotFound");
    },

    async "a third organization neither sees nor changes them"(world) {
      const { owner, ref } = await lendProject(world, "a");
      const third = await world.addOrg();
      const member = { ...ref, userId: await owner.addMachine() };
      await owner.ok(rpc.addProjectGrantMember, { ...member, roles });
      expect((await third.ok(rpc.listProjectGrantMembers, ref)).result).toEqual([]);
      expectRefusal(await third.call(rpc.addProjectGrantMember, { ...member, roles }), "projectGrantNotFound");
      expectRefusal(await third.call(rpc.updateProjectGrantMember, { ...member, roles }), "projectGrantMemberNotFound");
      await third.ok(rpc.removeProjectGrantMember, member);
      expect((await owner.ok(rpc.listProjectGrantMembers, ref)).result).toHaveLength(1);
    },

    async "are not found under another project"(world) {
      const { owner, ref } = await lendProject(world, "a");
      const other = await addProject(owner);
      const member = { ...ref, userId: await owner.addMachine() };
      await owner.ok(rpc.addProjectGrantMember, { ...member, roles });
      const wrong = { ...ref, projectId: other.id };
      expect((await owner.ok(rpc.listProjectGrantMembers, wrong)).result).toEqual([]);
      const change = { ...member, ...wrong, roles };
      expectRefusal(await owner.call(rpc.updateProjectGrantMember, change), "projectGrantMemberNotFound");
    },

    async "ListProjectGrantMemberRoles answers the roles with their number"(world) {
      const { details, result } = await world.ok(rpc.listProjectGrantMemberRoles, {});
      expect(result).toEqual(["PROJECT_GRANT_OWNER", "PROJECT_GRANT_OWNER_VIEWER"]);
      expect(details?.totalResult).toBe(2n);
      expect(details?.viewTimestamp).toBeDefined();
    },
  },
};
