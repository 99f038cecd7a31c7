import { ProjectState } from "@zitadel/proto/zitadel/project_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import { type Chapter, keysOf, plan } from "./week.ts";

/** Thursday: what people work on. */
export const projects: Chapter = (week) =>
  describe("projects", () => {
    it("adds a project, changes it, switches it off and on, and removes it", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const { id, details } = await management.addProject({ name: own("Feeding"), projectRoleAssertion: true });
      expect(details).toMatchObject({ sequence: 1n, resourceOwner: zoo.id });
      const change = { id, name: own("Feeding times"), projectRoleCheck: true };
      const changed = await management.updateProject(change);
      expect((await management.updateProject(change)).details).toEqual(changed.details);
      await management.deactivateProject({ id });
      await expectRefusal(management.deactivateProject({ id }), "FailedPrecondition", "COMMAND-mki55");
      expect((await management.getProjectByID({ id })).project).toMatchObject({
        name: own("Feeding times"),
        state: ProjectState.INACTIVE,
        projectRoleAssertion: false,
        projectRoleCheck: true,
      });
      await management.reactivateProject({ id });
      const queries = [{ query: { case: "nameQuery", value: { name: own("Feeding times") } } } as const];
      expect((await management.listProjects({ queries })).result.map((project) => project.id)).toEqual([id]);
      await management.removeProject({ id });
      await expectRefusal(management.getProjectByID({ id }), "NotFound", "QUERY-fk2fs");
      const { result } = await management.listProjectChanges({ projectId: id, query: { asc: true } });
      expect(keysOf(result)).toEqual([
        "project.added",
        "project.changed",
        "project.deactivated",
        "project.reactivated",
        "project.removed",
      ]);
    });

    it("gives a project roles, also with slashes in their keys", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const { id: projectId } = await management.addProject({ name: own("Cleaning") });
      await management.addProjectRole({
        projectId,
        roleKey: "keeper/head",
        displayName: "Head keeper",
        group: "keepers",
      });
      const roles = [
        { key: "vet", displayName: "Vet" },
        { key: "keeper", displayName: "Keeper" },
      ];
      expect((await management.bulkAddProjectRoles({ projectId, roles })).details?.sequence).toBe(4n);
      const taken = management.bulkAddProjectRoles({
        projectId,
        roles: [
          { key: "new", displayName: "N" },
          { key: "VET", displayName: "V" },
        ],
      });
      await expectRefusal(taken, "AlreadyExists", "V3-DKcYh");
      await management.updateProjectRole({ projectId, roleKey: "keeper/head", displayName: "Chief" });
      const { result, details } = await management.listProjectRoles({ projectId });
      expect(details?.totalResult).toBe(3n);
      expect(result.map(({ key, displayName, group }) => [key, displayName, group])).toEqual([
        ["keeper", "Keeper", ""],
        ["keeper/head", "Chief", ""],
        ["vet", "Vet", ""],
      ]);
      await management.removeProjectRole({ projectId, roleKey: "keeper/head" });
      const again = await management.removeProjectRole({ projectId, roleKey: "keeper/head" });
      expect(again.details).toMatchObject({ sequence: 0n, resourceOwner: zoo.id });
    });
  });

/** Thursday afternoon: projects for other companies. */
export const projectGrants: Chapter = (week) =>
  describe("project grants", () => {
    it("lends some roles of a project to another company, which sees these alone", async () => {
      const { zoo, clinic, own } = week();
      const projectId = await plan(zoo, own("Health"), "vet", "nurse", "keeper");
      const lending = { projectId, grantedOrgId: clinic.id, roleKeys: ["vet", "nurse"] };
      const { grantId } = await zoo.management.addProjectGrant(lending);
      await expectRefusal(zoo.management.addProjectGrant(lending), "AlreadyExists", "V3-DKcYh");
      const lent = {
        grantId,
        projectId,
        projectName: own("Health"),
        grantedOrgId: clinic.id,
        grantedRoleKeys: ["vet", "nurse"],
      };
      expect((await zoo.management.getProjectGrantByID({ projectId, grantId })).projectGrant).toMatchObject(lent);
      expect((await clinic.management.getGrantedProjectByID({ projectId, grantId })).grantedProject).toMatchObject(
        lent,
      );
      expect((await clinic.management.listGrantedProjects({})).result.map((grant) => grant.grantId)).toContain(grantId);
      const roles = await clinic.management.listGrantedProjectRoles({ projectId, grantId });
      expect(roles.result.map(({ key }) => key)).toEqual(["nurse", "vet"]);
      expect((await zoo.management.listProjectGrants({ projectId })).result.map((grant) => grant.grantId)).toEqual([
        grantId,
      ]);
      const all = await zoo.management.listAllProjectGrants({});
      expect(all.result.map((grant) => grant.grantId)).toContain(grantId);
      await expectRefusal(clinic.management.getProjectByID({ id: projectId }), "NotFound", "QUERY-fk2fs");
    });

    it("changes what is lent, interrupts it, and takes it back", async () => {
      const { zoo, clinic, own } = week();
      const projectId = await plan(zoo, own("Transport"), "driver", "loader");
      const { grantId } = await zoo.management.addProjectGrant({
        projectId,
        grantedOrgId: clinic.id,
        roleKeys: ["driver"],
      });
      const grant = { projectId, grantId };
      const roleKeys = ["driver", "loader"];
      const changed = await zoo.management.updateProjectGrant({ ...grant, roleKeys });
      expect((await zoo.management.updateProjectGrant({ ...grant, roleKeys })).details).toEqual(changed.details);
      const turned = await zoo.management.updateProjectGrant({ ...grant, roleKeys: roleKeys.toReversed() });
      expect(turned.details?.sequence).toBe((changed.details?.sequence ?? 0n) + 1n);
      const off = await zoo.management.deactivateProjectGrant(grant);
      expect((await zoo.management.deactivateProjectGrant(grant)).details).toEqual(off.details);
      await zoo.management.reactivateProjectGrant(grant);
      await zoo.management.removeProjectGrant(grant);
      await expectRefusal(zoo.management.getProjectGrantByID(grant), "NotFound", "QUERY-n98GGs");
      const { result } = await zoo.management.listProjectGrantChanges({ ...grant, query: { asc: true } });
      expect(keysOf(result)).toEqual([
        "project.grant.added",
        "project.grant.changed",
        "project.grant.changed",
        "project.grant.deactivated",
        "project.grant.reactivated",
        "project.grant.removed",
      ]);
    });
  });
