import { expect } from "vitest";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, addStranger } from "../project-in-test.ts";
import { rpc } from "../world.ts";

/** Who may make which call: each refusal through every client. The whole matrix is a test of its own. */
export const authorization: CaseGroup = {
  subject: "Authorization",
  cases: {
    async "refuses who has no role, before it validates"(world) {
      const { token } = await addStranger(await world.addOrg());
      expectRefusal(await world.as({ token }).call(rpc.addHumanUser, {}), "membershipNotFound");
    },
    async "refuses who has a role without the permission, before it validates"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_OWNER_VIEWER");
      expectRefusal(await world.as({ token }).call(rpc.addHumanUser, {}), "permissionMissing");
    },
    async "refuses who has the permission for another object, before it validates"(world) {
      const org = await world.addOrg();
      const [project, other] = [await addProject(org), await addProject(org)];
      const { id: userId, token } = await addStranger(org);
      await org.ok(rpc.addProjectMember, { projectId: project.id, userId, roles: ["PROJECT_OWNER"] });
      const call = world.as({ token }).call(rpc.updateProject, { id: other.id });
      expectRefusal(await call, "permissionElsewhere");
    },
    async "lets who has no role make the calls that need none"(world) {
      const { token } = await addStranger(await world.addOrg());
      await world.as({ token }).ok(rpc.getIAM, {});
      await world.as({ token }).ok(rpc.getSupportedLanguages, {});
    },

    async "adds up the permissions of several roles"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_SETTINGS_MANAGER", "ORG_USER_MANAGER");
      const member = world.as({ token, orgId: org.id });
      await member.ok(rpc.getMyOrg, {});
      await member.ok(rpc.removeUser, { id: await org.addHuman() });
    },
    async "lets the instance's owner act in every organization"(world) {
      const org = await world.addOrg();
      await org.ok(rpc.removeUser, { id: await org.addHuman() });
      expect(await org.countUsers()).toBe(0);
    },
    async "does not let a role in one organization count in another"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id: userId, token } = await org.addMember("ORG_OWNER");
      await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_SETTINGS_MANAGER"] });
      expectRefusal(await world.as({ token, orgId: other.id }).call(rpc.listUsers, {}), "permissionMissing");
    },
  },
};
