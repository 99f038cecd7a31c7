import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import {
  type AllProjectGrantQuerySchema,
  ProjectGrantState,
} from "../../../gen/zitadel/project/v1/project_grant_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, lendProject, typeOf } from "../project-in-test.ts";
import { rpc } from "../world.ts";

type Init = Exclude<
  MessageInitShape<typeof AllProjectGrantQuerySchema>,
  MessageShape<typeof AllProjectGrantQuerySchema>
>;
type Query = NonNullable<Init["query"]>;

/** Grants of projects, for those who give them. */
export const projectGrants: CaseGroup = {
  subject: "project grants",
  cases: {
    async "AddProjectGrant answers the project's next sequence, the creation date and the owner"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const tenant = await world.addOrg();
      const request = { projectId: project.id, grantedOrgId: tenant.id, roleKeys: ["a"] };
      const { grantId, details } = await project.ok(rpc.addProjectGrant, request);
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: project.org.id });
      expect(details?.creationDate).toBeDefined();
      const { projectGrant } = await project.ok(rpc.getProjectGrantByID, { projectId: project.id, grantId });
      expect(projectGrant).toMatchObject({
        grantId,
        grantedOrgId: tenant.id,
        grantedOrgName: tenant.name,
        grantedRoleKeys: ["a"],
        state: ProjectGrantState.ACTIVE,
        projectId: project.id,
        projectName: project.name,
        projectOwnerId: project.org.id,
        projectOwnerName: project.org.name,
        details: { sequence: 3n, resourceOwner: project.org.id },
      });
    },

    async "AddProjectGrant accepts no roles at all"(world) {
      const { project, grantId } = await lendProject(world);
      expect(await project.listLentKeys(grantId)).toEqual([]);
    },

    async "AddProjectGrant asks for the project, the organization, the roles, then whether they fit"(world) {
      const [org, tenant] = [await world.addOrg(), await world.addOrg()];
      const project = await addProject(org, "a");
      const add = (projectId: string, grantedOrgId: string, ...roleKeys: string[]) =>
        org.call(rpc.addProjectGrant, { projectId, grantedOrgId, roleKeys });
      expectRefusal(await add("1", "1", "b"), "grantedProjectNotFound");
      expectRefusal(await add(project.id, "1", "b"), "grantedOrgNotFound");
      expectRefusal(await add(project.id, org.id, "a", "b"), "grantedRoleNotFound");
      expectRefusal(await add(project.id, tenant.id, "A"), "grantedRoleNotFound");
      expectRefusal(await add(project.id, org.id, "a"), "grantToOwnOrg");
      await project.lendTo(tenant, "a");
      expectRefusal(await add(project.id, tenant.id), "projectGrantAlreadyExists");
    },

    async "a project of another organization cannot be granted"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const project = await addProject(other);
      const request = { projectId: project.id, grantedOrgId: org.id };
      expectRefusal(await org.call(rpc.addProjectGrant, request), "grantedProjectNotFound");
    },

    async "UpdateProjectGrant: the same keys in the same order succeed without an event, in another order change"(
      world,
    ) {
      const { project, ref } = await lendProject(world, "a", "b");
      const same = await project.ok(rpc.updateProjectGrant, { ...ref, roleKeys: ["a", "b"] });
      expect(same.details).toMatchObject({ sequence: 4n, resourceOwner: project.org.id });
      const turned = await project.ok(rpc.updateProjectGrant, { ...ref, roleKeys: ["b", "a"] });
      expect(turned.details).toMatchObject({ sequence: 5n });
      expect(await project.listLentKeys(ref.grantId)).toEqual(["b", "a"]);
      expectRefusal(await project.call(rpc.updateProjectGrant, { ...ref, roleKeys: ["c"] }), "grantedRoleNotFound");
    },

    async "DeactivateProjectGrant and ReactivateProjectGrant succeed without an event when it is so already"(world) {
      const { project, ref } = await lendProject(world, "a");
      const stateOf = async () => (await project.ok(rpc.getProjectGrantByID, ref)).projectGrant?.state;
      expect((await project.ok(rpc.reactivateProjectGrant, ref)).details).toMatchObject({ sequence: 3n });
      const off = await project.ok(rpc.deactivateProjectGrant, ref);
      expect(off.details).toMatchObject({ sequence: 4n, resourceOwner: project.org.id });
      expect(await stateOf()).toBe(ProjectGrantState.INACTIVE);
      expect((await project.ok(rpc.deactivateProjectGrant, ref)).details).toEqual(off.details);
      expect((await project.ok(rpc.reactivateProjectGrant, ref)).details).toMatchObject({ sequence: 5n });
      expect(await stateOf()).toBe(ProjectGrantState.ACTIVE);
      expect((await project.listEventTypes()).slice(2)).toEqual([
        "project.grant.added",
        "project.grant.deactivated",
        "project.grant.reactivated",
      ]);
    },

    async "RemoveProjectGrant makes room for another to the same organization"(world) {
      const { project, tenant, ref } = await lendProject(world, "a");
      const { details } = await project.ok(rpc.removeProjectGrant, ref);
      expect(details).toMatchObject({ sequence: 4n, resourceOwner: project.org.id });
      expectRefusal(await project.call(rpc.getProjectGrantByID, ref), "projectGrantUnknown");
      await project.lendTo(tenant, "a");
    },

    ...casesOf(
      "every call refuses $name",
      [
        { name: "an unknown grant", which: "unknown" },
        { name: "a grant named with another project", which: "other project" },
        { name: "a grant of another organization", which: "other org" },
      ],
      async (world, { which }) => {
        const { project, tenant, ref } = await lendProject(world, "a");
        const other = await addProject(project.org);
        const refs = {
          unknown: { ...ref, grantId: "1" },
          "other project": { ...ref, projectId: other.id },
          "other org": ref,
        };
        const named = refs[which as keyof typeof refs];
        // The organization that has the grant sees it, and still cannot change it.
        const caller = which === "other org" ? tenant : project.org;
        if (which !== "other org") {
          expectRefusal(await caller.call(rpc.getProjectGrantByID, named), "projectGrantUnknown");
        }
        expectRefusal(await caller.call(rpc.updateProjectGrant, named), "projectGrantNotFound");
        const stateError = which === "other org" ? "projectMissing" : "projectGrantNotFound";
        expectRefusal(await caller.call(rpc.deactivateProjectGrant, named), stateError);
        expectRefusal(await caller.call(rpc.reactivateProjectGrant, named), stateError);
        expectRefusal(await caller.call(rpc.removeProjectGrant, named), "projectGrantNotFound");
        expect(await project.listLentKeys(ref.grantId)).toEqual(["a"]);
      },
    ),

    async "GetProjectGrantByID answers both partners and nobody else"(world) {
      const { project, tenant, ref } = await lendProject(world, "a");
      const third = await world.addOrg();
      expect((await project.ok(rpc.getProjectGrantByID, ref)).projectGrant?.grantId).toBe(ref.grantId);
      expect((await tenant.ok(rpc.getProjectGrantByID, ref)).projectGrant?.grantId).toBe(ref.grantId);
      expectRefusal(await third.call(rpc.getProjectGrantByID, ref), "projectGrantUnknown");
    },

    async "ListProjectGrants and ListAllProjectGrants list what the organization gave"(world) {
      const [org, one, two] = [await world.addOrg(), await world.addOrg(), await world.addOrg()];
      const [project, other] = [await addProject(org, "a"), await addProject(org, "b")];
      const grants = [await project.lendTo(one, "a"), await project.lendTo(two), await other.lendTo(one, "b")];
      const idsOf = ({ result }: { readonly result: readonly { readonly grantId: string }[] }) =>
        result.map(({ grantId }) => grantId);
      const all = await org.ok(rpc.listAllProjectGrants, {});
      expect(all.details?.totalResult).toBe(3n);
      expect(idsOf(all)).toEqual(grants);
      expect(idsOf(await org.ok(rpc.listProjectGrants, { projectId: project.id }))).toEqual(grants.slice(0, 2));
      const find = async (query: Query) => idsOf(await org.ok(rpc.listAllProjectGrants, { queries: [{ query }] }));
      expect(await find({ case: "roleKeyQuery", value: { roleKey: "a" } })).toEqual([grants[0]]);
      expect(await find({ case: "grantedOrgIdQuery", value: { grantedOrgId: one.id } })).toEqual([
        grants[0],
        grants[2],
      ]);
      expect(await find({ case: "projectIdQuery", value: { projectId: other.id } })).toEqual([grants[2]]);
      const name = { name: other.name.toUpperCase(), method: TextQueryMethod.EQUALS_IGNORE_CASE };
      expect(await find({ case: "projectNameQuery", value: name })).toEqual([grants[2]]);
      expect(idsOf(await one.ok(rpc.listAllProjectGrants, {}))).toEqual([]);
      expect(idsOf(await one.ok(rpc.listProjectGrants, { projectId: project.id }))).toEqual([]);
    },

    async "ListProjectGrantChanges tells of one grant, ListProjectChanges of all"(world) {
      const { project, ref } = await lendProject(world, "a", "b");
      const other = await world.addOrg();
      await project.lendTo(other, "a");
      await project.ok(rpc.updateProjectGrant, { ...ref, roleKeys: ["a"] });
      await project.ok(rpc.removeProjectRole, { projectId: project.id, roleKey: "a" });
      await project.ok(rpc.removeProjectGrant, ref);
      const { result } = await project.ok(rpc.listProjectGrantChanges, { ...ref, query: { asc: true } });
      expect(result.map(typeOf)).toEqual([
        "project.grant.added",
        "project.grant.changed",
        "project.grant.cascade.changed",
        "project.grant.removed",
      ]);
      const sequences = (await project.ok(rpc.listProjectChanges, { projectId: project.id })).result;
      expect(sequences.map(({ sequence }) => sequence)).toEqual([10n, 9n, 8n, 7n, 6n, 5n, 4n, 3n, 2n, 1n]);
      const page = await project.ok(rpc.listProjectChanges, {
        projectId: project.id,
        query: { sequence: 4n, limit: 2 },
      });
      expect(page.result.map(({ sequence }) => sequence)).toEqual([3n, 2n]);
    },
  },
};

/** Projects that other organizations have granted, for those who have them. */
export const grantedProjects: CaseGroup = {
  subject: "granted projects",
  cases: {
    async "GetGrantedProjectByID answers the organization that has the grant, and not the one that gave it"(world) {
      const { owner, tenant, project, ref } = await lendProject(world, "a");
      const { grantedProject } = await tenant.ok(rpc.getGrantedProjectByID, ref);
      expect(grantedProject).toMatchObject({
        grantId: ref.grantId,
        projectId: project.id,
        projectOwnerId: owner.id,
        details: { resourceOwner: owner.id },
      });
      expectRefusal(await owner.call(rpc.getGrantedProjectByID, ref), "projectGrantUnknown");
      expectRefusal(await tenant.call(rpc.getGrantedProjectByID, { ...ref, grantId: "1" }), "projectGrantUnknown");
      expectRefusal(await tenant.call(rpc.getGrantedProjectByID, { ...ref, projectId: "1" }), "projectGrantUnknown");
    },

    async "ListGrantedProjects lists what the organization has, by name and owner"(world) {
      const { owner, tenant, project, grantId } = await lendProject(world, "a");
      const second = await lendProject(world);
      const other = await second.project.lendTo(tenant);
      const find = async (query?: Parameters<typeof queryOf>[0]) =>
        (await tenant.ok(rpc.listGrantedProjects, { queries: query === undefined ? [] : [queryOf(query)] })).result.map(
          (grant) => grant.grantId,
        );
      const queryOf = (query: { readonly name: string } | { readonly owner: string }) =>
        "name" in query
          ? ({ query: { case: "nameQuery", value: { name: query.name } } } as const)
          : ({ query: { case: "projectResourceOwnerQuery", value: { resourceOwner: query.owner } } } as const);
      expect(await find()).toEqual([grantId, other]);
      expect(await find({ name: project.name })).toEqual([grantId]);
      expect(await find({ owner: owner.id })).toEqual([grantId]);
      expect((await owner.ok(rpc.listGrantedProjects, {})).result).toEqual([]);
    },

    async "ListGrantedProjectRoles lists only the roles that are lent"(world) {
      const { owner, tenant, project, ref } = await lendProject(world, "b", "a");
      await project.addRoles("c");
      const { details, result } = await tenant.ok(rpc.listGrantedProjectRoles, ref);
      expect(details?.totalResult).toBe(2n);
      expect(result).toMatchObject([
        { key: "a", details: { resourceOwner: owner.id } },
        { key: "b", displayName: "Role b" },
      ]);
      expectRefusal(await owner.call(rpc.listGrantedProjectRoles, ref), "projectGrantUnknown");
    },

    async "ListGrantedProjectRoles of a grant without roles is empty"(world) {
      const { tenant, project, ref } = await lendProject(world);
      await project.addRoles("a");
      const { details, result } = await tenant.ok(rpc.listGrantedProjectRoles, ref);
      expect(result).toEqual([]);
      expect(details?.totalResult).toBe(0n);
    },
  },
};
