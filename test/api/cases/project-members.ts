import { expect } from "vitest";
import { Type } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject } from "../project-in-test.ts";
import { rpc } from "../world.ts";

/** Members of projects. */
export const projectMembers: CaseGroup = {
  subject: "project members",
  cases: {
    async "AddProjectMember answers the project's next sequence, the creation date and the owner"(world) {
      const project = await addProject(await world.addOrg());
      const userId = await project.org.addHuman();
      const request = { projectId: project.id, userId, roles: ["PROJECT_OWNER"] };
      const { details } = await project.ok(rpc.addProjectMember, request);
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: project.org.id });
      expect(details?.creationDate).toBeDefined();
      expect(details?.changeDate).toBeUndefined();
      expect(await project.listEventTypes()).toEqual(["project.added", "project.member.added"]);
    },

    async "ListProjectMembers shows who a member is, a user of another organization too"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const project = await addProject(org);
      const human = await other.addHuman({ email: { email: "mm@example.com" } });
      const machine = await org.addMachine();
      const roles = ["PROJECT_OWNER_VIEWER", "PROJECT_OWNER", "PROJECT_OWNER"];
      await org.ok(rpc.addProjectMember, { projectId: project.id, userId: human, roles });
      await org.ok(rpc.addProjectMember, { projectId: project.id, userId: machine, roles: ["PROJECT_OWNER_GLOBAL"] });
      const { details, result } = await org.ok(rpc.listProjectMembers, { projectId: project.id });
      expect(details?.totalResult).toBe(2n);
      expect(result).toMatchObject([
        {
          userId: human,
          details: { sequence: 2n, resourceOwner: org.id },
          // Order and duplicates are kept.
          roles,
          email: "mm@example.com",
          firstName: "Gigi",
          lastName: "Giraffe",
          displayName: "Gigi Giraffe",
          userType: Type.HUMAN,
          userResourceOwner: other.id,
        },
        { userId: machine, displayName: "Robot", email: "", userType: Type.MACHINE, userResourceOwner: org.id },
      ]);
      const query = { case: "emailQuery", value: { email: "mm@example.com" } } as const;
      const found = await org.ok(rpc.listProjectMembers, { projectId: project.id, queries: [{ query }] });
      expect(found.result.map(({ userId }) => userId)).toEqual([human]);
    },

    async "UpdateProjectMember: the same roles in the same order succeed without an event, in another order change"(
      world,
    ) {
      const project = await addProject(await world.addOrg());
      const member = { projectId: project.id, userId: await project.org.addMachine() };
      await project.ok(rpc.addProjectMember, { ...member, roles: ["PROJECT_OWNER", "PROJECT_OWNER_VIEWER"] });
      const same = await project.ok(rpc.updateProjectMember, {
        ...member,
        roles: ["PROJECT_OWNER", "PROJECT_OWNER_VIEWER"],
      });
      expect(same.details).toMatchObject({ sequence: 2n, resourceOwner: project.org.id });
      const turned = await project.ok(rpc.updateProjectMember, {
        ...member,
        roles: ["PROJECT_OWNER_VIEWER", "PROJECT_OWNER"],
      });
      expect(turned.details).toMatchObject({ sequence: 3n });
      expect(turned.details?.changeDate).toBeDefined();
      expect(turned.details?.creationDate).toBeUndefined();
      expect(await project.listEventTypes()).toEqual([
        "project.added",
        "project.member.added",
        "project.member.changed",
      ]);
    },

    async "RemoveProjectMember: who is no member is a success with an owner as its only detail"(world) {
      const project = await addProject(await world.addOrg());
      const member = { projectId: project.id, userId: await project.org.addMachine() };
      await project.ok(rpc.addProjectMember, { ...member, roles: ["PROJECT_OWNER"] });
      expect((await project.ok(rpc.removeProjectMember, member)).details).toMatchObject({ sequence: 3n });
      expect((await project.ok(rpc.listProjectMembers, { projectId: project.id })).result).toEqual([]);
      const again = await project.ok(rpc.removeProjectMember, member);
      expect(again.details).toMatchObject({ sequence: 0n, resourceOwner: project.org.id });
      expect((await project.listEventTypes()).at(-1)).toBe("project.member.removed");
    },

    ...casesOf(
      "accepts $name",
      [
        { name: "roles of project grants", roles: ["PROJECT_GRANT_OWNER"] },
        { name: "global roles", roles: ["PROJECT_OWNER_GLOBAL", "PROJECT_OWNER_VIEWER_GLOBAL"] },
      ],
      async (world, { roles }) => {
        const project = await addProject(await world.addOrg());
        const userId = await project.org.addMachine();
        await project.ok(rpc.addProjectMember, { projectId: project.id, userId, roles: [...roles] });
      },
    ),

    ...casesOf(
      "refuses $name",
      [
        { name: "a role of organizations", roles: ["ORG_OWNER"] },
        { name: "a role of the instance beside one of projects", roles: ["PROJECT_OWNER", "IAM_OWNER"] },
        { name: "an invented role", roles: ["PROJECT_INVENTED"] },
      ],
      async (world, { roles }) => {
        const project = await addProject(await world.addOrg());
        const member = { projectId: project.id, userId: "1", roles: [...roles] };
        expectRefusal(await project.call(rpc.addProjectMember, member), "projectMemberRolesInvalid");
        expectRefusal(await project.call(rpc.updateProjectMember, member), "projectMemberChangeRolesInvalid");
      },
    ),

    async "AddProjectMember asks for roles, then the user, then the project, then whether there is such a member"(
      world,
    ) {
      const project = await addProject(await world.addOrg());
      const userId = await project.org.addMachine();
      const [projectId, roles] = [project.id, ["PROJECT_OWNER"]];
      const add = (message: Parameters<typeof project.call<typeof rpc.addProjectMember.input, never>>[1]) =>
        project.call(rpc.addProjectMember, message);
      expectRefusal(await add({ projectId: "1", userId: "1" }), "projectMemberRolesEmpty");
      expectRefusal(await add({ projectId: "1", userId: "1", roles }), "projectMemberUserNotFound");
      expectRefusal(await add({ projectId: "1", userId, roles }), "projectMissing");
      await project.ok(rpc.addProjectMember, { projectId, userId, roles });
      expectRefusal(await add({ projectId, userId, roles }), "projectMemberAlreadyExists");
    },

    async "UpdateProjectMember refuses no roles and who is no member"(world) {
      const project = await addProject(await world.addOrg());
      const member = { projectId: project.id, userId: await project.org.addMachine() };
      expectRefusal(await project.call(rpc.updateProjectMember, member), "projectMemberChangeRolesEmpty");
      const roles = ["PROJECT_OWNER"];
      expectRefusal(await project.call(rpc.updateProjectMember, { ...member, roles }), "projectMemberNotFound");
      const elsewhere = { ...member, projectId: "1", roles };
      expectRefusal(await project.call(rpc.updateProjectMember, elsewhere), "projectMemberNotFound");
    },

    async "a project of another organization has no members to see or to change"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const project = await addProject(other);
      const member = { projectId: project.id, userId: await other.addMachine() };
      const roles = ["PROJECT_OWNER"];
      await other.ok(rpc.addProjectMember, { ...member, roles });
      expect((await org.ok(rpc.listProjectMembers, { projectId: project.id })).result).toEqual([]);
      expectRefusal(await org.call(rpc.addProjectMember, { ...member, roles }), "projectMissing");
      expectRefusal(await org.call(rpc.updateProjectMember, { ...member, roles }), "projectMemberNotFound");
      await org.ok(rpc.removeProjectMember, member);
      expect((await other.ok(rpc.listProjectMembers, { projectId: project.id })).result).toHaveLength(1);
    },

    async "ListProjectMemberRoles answers the global ones in the default organization, all of projects elsewhere"(
      world,
    ) {
      const org = await world.addOrg();
      expect((await org.ok(rpc.listProjectMemberRoles, {})).result).toEqual([
        "PROJECT_OWNER",
        "PROJECT_OWNER_VIEWER",
        "PROJECT_OWNER_GLOBAL",
        "PROJECT_OWNER_VIEWER_GLOBAL",
      ]);
      const inDefaultOrg = await world.ok(rpc.listProjectMemberRoles, {});
      expect(inDefaultOrg.result).toEqual(["PROJECT_OWNER_GLOBAL", "PROJECT_OWNER_VIEWER_GLOBAL"]);
      expect(inDefaultOrg.details).toBeUndefined();
    },
  },
};
