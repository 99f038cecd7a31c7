import { expect } from "vitest";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { addProject } from "../project-in-test.ts";
import { rpc } from "../world.ts";

const displayName = "Role";

/** Roles of projects. */
export const projectRoles: CaseGroup = {
  subject: "project roles",
  cases: {
    async "AddProjectRole answers the project's next sequence, the creation date and the owner"(world) {
      const project = await addProject(await world.addOrg());
      const { details } = await project.ok(rpc.addProjectRole, { projectId: project.id, roleKey: "a", displayName });
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: project.org.id });
      expect(details?.creationDate).toBeDefined();
      expect(details?.changeDate).toBeUndefined();
    },

    async "ListProjectRoles answers key, display name, group and details, by key"(world) {
      const project = await addProject(await world.addOrg());
      const { id: projectId } = project;
      await project.ok(rpc.addProjectRole, { projectId, roleKey: "b", displayName: "Bee", group: "g" });
      await project.ok(rpc.addProjectRole, { projectId, roleKey: "a", displayName: "Ay" });
      const { details, result } = await project.ok(rpc.listProjectRoles, { projectId });
      expect(details?.totalResult).toBe(2n);
      expect(result).toMatchObject([
        { key: "a", displayName: "Ay", group: "", details: { sequence: 3n } },
        { key: "b", displayName: "Bee", group: "g", details: { sequence: 2n, resourceOwner: project.org.id } },
      ]);
    },

    async "ListProjectRoles finds by key and by display name"(world) {
      const project = await addProject(await world.addOrg(), "reader", "writer", "writer/all");
      const { id: projectId } = project;
      const method = TextQueryMethod.STARTS_WITH;
      const byKey = { case: "keyQuery", value: { key: "writer", method } } as const;
      const found = await project.ok(rpc.listProjectRoles, { projectId, queries: [{ query: byKey }] });
      expect(found.result.map(({ key }) => key)).toEqual(["writer", "writer/all"]);
      const byName = { case: "displayNameQuery", value: { displayName: "Role reader" } } as const;
      const named = await project.ok(rpc.listProjectRoles, { projectId, queries: [{ query: byName }] });
      expect(named.result.map(({ key }) => key)).toEqual(["reader"]);
    },

    async "keys with slashes, spaces and percent signs work in every call"(world) {
      const project = await addProject(await world.addOrg());
      const { id: projectId } = project;
      for (const roleKey of ["a/b/c", "/", "with space", "50%", "ä/ö", "a//b"]) {
        await project.ok(rpc.addProjectRole, { projectId, roleKey, displayName });
        await project.ok(rpc.updateProjectRole, { projectId, roleKey, displayName: `New ${roleKey}` });
        const { result } = await project.ok(rpc.listProjectRoles, { projectId });
        expect(result.map(({ key, displayName }) => ({ key, displayName }))).toEqual([
          { key: roleKey, displayName: `New ${roleKey}` },
        ]);
        await project.ok(rpc.removeProjectRole, { projectId, roleKey });
        expect(await project.listRoleKeys()).toEqual([]);
      }
    },

    async "keys are unique without regard to case, within the project"(world) {
      const org = await world.addOrg();
      const [project, other] = [await addProject(org, "Admin"), await addProject(org)];
      const role = { roleKey: "ADMIN", displayName };
      expectRefusal(
        await project.call(rpc.addProjectRole, { projectId: project.id, ...role }),
        "projectRoleAlreadyExists",
      );
      await other.ok(rpc.addProjectRole, { projectId: other.id, ...role });
    },

    async "keys are compared with regard to case"(world) {
      const project = await addProject(await world.addOrg(), "Admin");
      const other = { projectId: project.id, roleKey: "admin" };
      expectRefusal(await project.call(rpc.updateProjectRole, { ...other, displayName }), "projectRoleNotFound");
      await project.ok(rpc.removeProjectRole, other);
      expect(await project.listRoleKeys()).toEqual(["Admin"]);
    },

    async "BulkAddProjectRoles adds all or none"(world) {
      const project = await addProject(await world.addOrg(), "b");
      const { id: projectId } = project;
      const roles = ["a", "B", "c"].map((key) => ({ key, displayName }));
      expectRefusal(await project.call(rpc.bulkAddProjectRoles, { projectId, roles }), "projectRoleAlreadyExists");
      expect(await project.listRoleKeys()).toEqual(["b"]);
      const twice = ["x", "X"].map((key) => ({ key, displayName }));
      const refused = await project.call(rpc.bulkAddProjectRoles, { projectId, roles: twice });
      expectRefusal(refused, "projectRoleAlreadyExists");
      const { details } = await project.ok(rpc.bulkAddProjectRoles, { projectId, roles: [{ key: "a", displayName }] });
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: project.org.id });
    },

    async "BulkAddProjectRoles with no roles succeeds with an owner as its only detail"(world) {
      const project = await addProject(await world.addOrg());
      const { details } = await project.ok(rpc.bulkAddProjectRoles, { projectId: project.id });
      expect(details).toMatchObject({ sequence: 0n, resourceOwner: project.org.id });
      expect(details?.creationDate).toBeUndefined();
    },

    async "BulkAddProjectRoles adds 1000 roles"(world) {
      const project = await addProject(await world.addOrg());
      const roles = Array.from({ length: 1000 }, (_, index) => ({ key: `role-${index}`, displayName }));
      const { details } = await project.ok(rpc.bulkAddProjectRoles, { projectId: project.id, roles });
      expect(details?.sequence).toBe(1001n);
      const list = await project.ok(rpc.listProjectRoles, { projectId: project.id, query: { limit: 1 } });
      expect(list.details?.totalResult).toBe(1000n);
    },

    async "UpdateProjectRole replaces display name and group; the same ones succeed without an event"(world) {
      const project = await addProject(await world.addOrg());
      const key = { projectId: project.id, roleKey: "a" };
      await project.ok(rpc.addProjectRole, { ...key, displayName, group: "g" });
      const changed = await project.ok(rpc.updateProjectRole, { ...key, displayName: "New" });
      expect(changed.details).toMatchObject({ sequence: 3n, resourceOwner: project.org.id });
      await project.addRoles("b");
      const again = await project.ok(rpc.updateProjectRole, { ...key, displayName: "New" });
      expect(again.details).toEqual(changed.details);
      expect(await project.listEventTypes()).toEqual([
        "project.added",
        "project.role.added",
        "project.role.changed",
        "project.role.added",
      ]);
      const { result } = await project.ok(rpc.listProjectRoles, { projectId: project.id });
      expect(result[0]).toMatchObject({ key: "a", displayName: "New", group: "" });
    },

    async "RemoveProjectRole of an unknown role succeeds with an owner as its only detail"(world) {
      const project = await addProject(await world.addOrg());
      const { details } = await project.ok(rpc.removeProjectRole, { projectId: project.id, roleKey: "no" });
      expect(details).toMatchObject({ sequence: 0n, resourceOwner: project.org.id });
      expect(details?.changeDate).toBeUndefined();
      expect(await project.listEventTypes()).toEqual(["project.added"]);
    },

    async "a key is free again after its removal"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const { details } = await project.ok(rpc.removeProjectRole, { projectId: project.id, roleKey: "a" });
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: project.org.id });
      await project.addRoles("A");
      expect(await project.listRoleKeys()).toEqual(["A"]);
    },

    ...casesOf(
      "every call treats $name as not there",
      [
        { name: "an unknown project", isThere: false },
        { name: "a project of another organization", isThere: true },
      ],
      async (world, { isThere }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const projectId = isThere ? (await addProject(other, "a")).id : "1";
        const role = { projectId, roleKey: "a", displayName };
        expectRefusal(await org.call(rpc.addProjectRole, role), "projectMissing");
        expectRefusal(await org.call(rpc.bulkAddProjectRoles, { projectId }), "projectMissing");
        expectRefusal(await org.call(rpc.updateProjectRole, role), "projectRoleNotFound");
        await org.ok(rpc.removeProjectRole, { projectId, roleKey: "a" });
        expect((await org.ok(rpc.listProjectRoles, { projectId })).result).toEqual([]);
        if (isThere) expect((await other.ok(rpc.listProjectRoles, { projectId })).result).toHaveLength(1);
      },
    ),

    async "lengths are checked: key and display name 1 to 200, group at most 200"(world) {
      const long = "x".repeat(201);
      const valid = { projectId: "1", roleKey: "a", displayName };
      for (const [field, name, value] of [
        ["RoleKey", "role_key", { roleKey: long }],
        ["DisplayName", "display_name", { displayName: "" }],
        ["DisplayName", "display_name", { displayName: long }],
        ["Group", "group", { group: long }],
      ] as const) {
        const result = await world.call(rpc.addProjectRole, { ...valid, ...value });
        expectInvalid(result, `AddProjectRoleRequest.${field}`, [name]);
      }
    },
  },
};
