import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import {
  PrivateLabelingSetting,
  type ProjectQuerySchema,
  ProjectState,
} from "../../../gen/zitadel/project/v1/project_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { addProject } from "../project-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

type Init = Exclude<MessageInitShape<typeof ProjectQuerySchema>, MessageShape<typeof ProjectQuerySchema>>;
type Query = NonNullable<Init["query"]>;

const allOn = {
  projectRoleAssertion: true,
  projectRoleCheck: true,
  hasProjectCheck: true,
  privateLabelingSetting: PrivateLabelingSetting.ENFORCE_PROJECT_RESOURCE_OWNER_POLICY,
};

/** Adding, changing and removing projects. */
export const projects: CaseGroup = {
  subject: "projects",
  cases: {
    async "AddProject answers sequence 1, the creation date and the owner, and adds no member"(world) {
      const org = await world.addOrg();
      const { result, expectWithin } = await during(() => org.ok(rpc.addProject, { name: unique("P ") }));
      expect(result.details).toMatchObject({ sequence: 1n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
      expect((await org.ok(rpc.listProjectMembers, { projectId: result.id })).result).toEqual([]);
    },

    async "GetProjectByID answers everything that was stored"(world) {
      const org = await world.addOrg();
      const name = unique("P ");
      const { id } = await org.ok(rpc.addProject, { name, ...allOn });
      const { project } = await org.ok(rpc.getProjectByID, { id });
      expect(project).toMatchObject({ id, name, state: ProjectState.ACTIVE, ...allOn });
      expect(project?.details).toMatchObject({ sequence: 1n, resourceOwner: org.id });
    },

    async "AddProject refuses a name that differs only by case, within the organization"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const name = unique("Mixed Case ");
      await org.ok(rpc.addProject, { name });
      expectRefusal(await org.call(rpc.addProject, { name: name.toUpperCase() }), "projectAlreadyExists");
      await other.ok(rpc.addProject, { name });
    },

    async "AddProject refuses a name of 0 or 201 characters and an unknown labeling setting"(world) {
      for (const name of ["", "x".repeat(201)]) {
        expectInvalid(await world.call(rpc.addProject, { name }), "AddProjectRequest.Name", ["name"]);
      }
    },

    async "UpdateProject replaces every setting"(world) {
      const org = await world.addOrg();
      const { id } = await org.ok(rpc.addProject, { name: unique("P "), ...allOn });
      const name = unique("Q ");
      const { details } = await org.ok(rpc.updateProject, { id, name });
      expect(details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expect(details?.creationDate).toBeUndefined();
      const { project } = await org.ok(rpc.getProjectByID, { id });
      expect(project).toMatchObject({
        name,
        projectRoleAssertion: false,
        projectRoleCheck: false,
        hasProjectCheck: false,
        privateLabelingSetting: PrivateLabelingSetting.UNSPECIFIED,
      });
      expect(project?.details?.changeDate).toEqual(details?.changeDate);
    },

    async "UpdateProject with the same settings succeeds without an event"(world) {
      const org = await world.addOrg();
      const project = await addProject(org, "a");
      const { details } = await org.ok(rpc.updateProject, { id: project.id, name: project.name });
      // Of the project itself; the role's event, the second of the history, is not one of its own.
      expect(details).toMatchObject({ sequence: 1n, resourceOwner: org.id });
      expect(await project.listEventTypes()).toEqual(["project.added", "project.role.added"]);
    },

    async "UpdateProject refuses another project's name"(world) {
      const org = await world.addOrg();
      const [one, two] = [await addProject(org), await addProject(org)];
      expectRefusal(await org.call(rpc.updateProject, { id: one.id, name: two.name }), "projectAlreadyExists");
    },

    async "DeactivateProject and ReactivateProject go there and back and refuse what is there already"(world) {
      const project = await addProject(await world.addOrg());
      const { id } = project;
      expectRefusal(await project.call(rpc.reactivateProject, { id }), "projectNotInactive");
      expect((await project.ok(rpc.deactivateProject, { id })).details).toMatchObject({ sequence: 2n });
      expectRefusal(await project.call(rpc.deactivateProject, { id }), "projectNotActive");
      expect((await project.ok(rpc.getProjectByID, { id })).project?.state).toBe(ProjectState.INACTIVE);
      expect((await project.ok(rpc.reactivateProject, { id })).details).toMatchObject({ sequence: 3n });
      expect((await project.ok(rpc.getProjectByID, { id })).project?.state).toBe(ProjectState.ACTIVE);
    },

    ...casesOf(
      "every call refuses $name",
      [
        { name: "an unknown project", isThere: false },
        { name: "a project of another organization", isThere: true },
      ],
      async (world, { isThere }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const id = isThere ? (await addProject(other)).id : "1";
        expectRefusal(await org.call(rpc.getProjectByID, { id }), "projectNotFound");
        expectRefusal(await org.call(rpc.updateProject, { id, name: "x" }), "projectChangeNotFound");
        expectRefusal(await org.call(rpc.deactivateProject, { id }), "projectDeactivateNotFound");
        expectRefusal(await org.call(rpc.reactivateProject, { id }), "projectChangeNotFound");
        expectRefusal(await org.call(rpc.removeProject, { id }), "projectChangeNotFound");
        expect((await org.ok(rpc.listProjectChanges, { projectId: id })).result).toEqual([]);
      },
    ),

    async "RemoveProject frees the name and leaves the history"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const { details } = await project.ok(rpc.removeProject, { id: project.id });
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: project.org.id });
      expectRefusal(await project.call(rpc.getProjectByID, { id: project.id }), "projectNotFound");
      expect(await project.listEventTypes()).toEqual(["project.added", "project.role.added", "project.removed"]);
      await project.ok(rpc.addProject, { name: project.name });
    },

    async "ListProjects finds by name and by owner, in pages with the exact total"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const [one, two] = [await addProject(org), await addProject(org)];
      await addProject(other);
      const find = async (query: Query) =>
        (await org.ok(rpc.listProjects, { queries: [{ query }] })).result.map(({ id }) => id);
      const ownedBy = (resourceOwner: string): Query => ({
        case: "projectResourceOwnerQuery",
        value: { resourceOwner },
      });
      expect((await org.ok(rpc.listProjects, {})).result.map(({ id }) => id)).toEqual([one.id, two.id]);
      const name = { name: one.name.toUpperCase(), method: TextQueryMethod.EQUALS_IGNORE_CASE };
      expect(await find({ case: "nameQuery", value: name })).toEqual([one.id]);
      expect(await find(ownedBy(org.id))).toEqual([one.id, two.id]);
      expect(await find(ownedBy(other.id))).toEqual([]);
      const page = await org.ok(rpc.listProjects, { query: { offset: 1n, limit: 1 } });
      expect(page.details?.totalResult).toBe(2n);
      expect(page.result.map(({ id }) => id)).toEqual([two.id]);
      expectRefusal(await org.call(rpc.listProjects, { query: { limit: 1001 } }), "limitExceeded");
    },

    async "ListProjects refuses a query without a condition"(world) {
      expectInvalid(await world.call(rpc.listProjects, { queries: [{}] }), "ListProjectsRequest.Queries[0]", [
        "queries[0].query",
      ]);
    },
  },
};
