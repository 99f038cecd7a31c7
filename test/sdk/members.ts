import { Type } from "@zitadel/proto/zitadel/user_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import { type Chapter, hire, install, plan } from "./week.ts";

/** Friday: who may manage what. */
export const members: Chapter = (week) =>
  describe("members", () => {
    it("makes a human a manager of the company, and no manager any more", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      expect((await management.listOrgMemberRoles({})).result).toContain("ORG_USER_MANAGER");
      const userId = await hire(zoo, own("mia"));
      await management.addOrgMember({ userId, roles: ["ORG_USER_MANAGER"] });
      const twice = management.addOrgMember({ userId, roles: ["ORG_OWNER"] });
      await expectRefusal(twice, "AlreadyExists", "ORG-poWwe");
      const roles = ["ORG_OWNER_VIEWER", "ORG_USER_MANAGER"];
      const changed = await management.updateOrgMember({ userId, roles });
      expect((await management.updateOrgMember({ userId, roles })).details).toEqual(changed.details);
      const queries = [{ query: { case: "userIdQuery", value: { userId } } } as const];
      expect((await management.listOrgMembers({ queries })).result).toMatchObject([
        { userId, roles, firstName: "Gigi", displayName: "Gigi Giraffe", userType: Type.HUMAN },
      ]);
      await management.removeOrgMember({ userId });
      expect((await management.removeOrgMember({ userId })).details).toMatchObject({ resourceOwner: zoo.id });
      expect((await management.listOrgMembers({ queries })).details?.totalResult).toBe(0n);
    });

    it("makes a machine a manager of one project, which is all that it can read", async () => {
      const { zoo, as, own } = week();
      const { management } = zoo;
      expect((await management.listProjectMemberRoles({})).result).toContain("PROJECT_OWNER");
      const projectId = await plan(zoo, own("Aviary"));
      const other = await plan(zoo, own("Stable"));
      const { id: userId, token } = await install(zoo, own("aviary"));
      await management.addProjectMember({ projectId, userId, roles: ["PROJECT_OWNER_VIEWER"] });
      const robot = as({ token });
      expect((await robot.management.listProjects({})).result.map(({ id }) => id)).toEqual([projectId]);
      await expectRefusal(robot.management.getProjectByID({ id: other }), "PermissionDenied", "AUTH-3jknH");
      await expectRefusal(robot.management.removeProject({ id: projectId }), "PermissionDenied", "AUTH-5mWD2");
      await management.updateProjectMember({ projectId, userId, roles: ["PROJECT_OWNER"] });
      expect((await robot.management.listProjectMembers({ projectId })).result).toMatchObject([
        { userId, roles: ["PROJECT_OWNER"], userType: Type.MACHINE, displayName: "Robot" },
      ]);
      await management.removeProjectMember({ projectId, userId });
      await expectRefusal(robot.management.listProjects({}), "NotFound", "AUTHZ-cdgFk");
    });

    it("makes a machine of another company a manager of what is lent to it", async () => {
      const { zoo, clinic, own } = week();
      const roles = await zoo.management.listProjectGrantMemberRoles({});
      expect(roles).toMatchObject({
        details: { totalResult: 2n },
        result: ["PROJECT_GRANT_OWNER", "PROJECT_GRANT_OWNER_VIEWER"],
      });
      const projectId = await plan(zoo, own("Rescue"), "vet");
      const { grantId } = await zoo.management.addProjectGrant({
        projectId,
        grantedOrgId: clinic.id,
        roleKeys: ["vet"],
      });
      const { id: userId } = await install(clinic, own("rescue"));
      const member = { projectId, grantId, userId };
      await clinic.management.addProjectGrantMember({ ...member, roles: ["PROJECT_GRANT_OWNER_VIEWER"] });
      const twice = clinic.management.addProjectGrantMember({ ...member, roles: ["PROJECT_GRANT_OWNER"] });
      await expectRefusal(twice, "NotFound", "PROJECT-37fug");
      await clinic.management.updateProjectGrantMember({ ...member, roles: ["PROJECT_GRANT_OWNER"] });
      const { result } = await clinic.management.listProjectGrantMembers({ projectId, grantId });
      expect(result).toMatchObject([{ userId, roles: ["PROJECT_GRANT_OWNER"], displayName: "Robot" }]);
      await clinic.management.removeProjectGrantMember(member);
      expect((await clinic.management.listProjectGrantMembers({ projectId, grantId })).result).toEqual([]);
    });

    it("makes a machine a manager of the whole instance, and shows all that it is a member of", async () => {
      const { admin, zoo, clinic, as, own } = week();
      expect((await admin.listIAMMemberRoles({})).roles).toContain("IAM_OWNER_VIEWER");
      const { id: userId, token } = await install(zoo, own("auditor"));
      await admin.addIAMMember({ userId, roles: ["IAM_OWNER"] });
      await admin.updateIAMMember({ userId, roles: ["IAM_OWNER_VIEWER"] });
      const queries = [{ query: { case: "userIdQuery", value: { userId } } } as const];
      expect((await admin.listIAMMembers({ queries })).result).toMatchObject([{ userId, roles: ["IAM_OWNER_VIEWER"] }]);
      const auditor = as({ token, orgId: clinic.id });
      expect((await auditor.management.getMyOrg({})).org?.id).toBe(clinic.id);
      await zoo.management.addOrgMember({ userId, roles: ["ORG_OWNER"] });
      const { result } = await zoo.management.listUserMemberships({ userId });
      const facts = result.map(({ type, roles }) => ({ on: type.case, roles }));
      expect(facts).toContainEqual({ on: "iam", roles: ["IAM_OWNER_VIEWER"] });
      expect(facts).toContainEqual({ on: "orgId", roles: ["ORG_OWNER"] });
      await admin.removeIAMMember({ userId });
      await expectRefusal(auditor.management.getMyOrg({}), "NotFound", "AUTHZ-cdgFk");
    });
  });
