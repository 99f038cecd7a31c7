import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { projectId } from "../../../directory/model.ts";
import { fromChangeQuery, toChange } from "../convert/change.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromProjectListRequest, fromProjectSettings, toProject } from "../convert/project.ts";

/** RPCs about projects. */
export const createProjectRpcs = ({ projects, changes }: Directory) =>
  ({
    async getProjectByID(request, context) {
      return { project: toProject(await projects.get(callerOf(context), projectId(request.id))) };
    },
    async listProjects(request, context) {
      const { items, total } = await projects.list(callerOf(context), fromProjectListRequest(request));
      return { details: toListDetails(total), result: items.map(toProject) };
    },
    async listProjectChanges(request, context) {
      const id = projectId(request.projectId);
      const found = await changes.listOfProject(callerOf(context), id, fromChangeQuery(request.query));
      return { result: found.map(toChange) };
    },
    async addProject(request, context) {
      const { id, details } = await projects.add(callerOf(context), fromProjectSettings(request));
      return { id, details: toObjectDetails(details) };
    },
    async updateProject(request, context) {
      const settings = fromProjectSettings(request);
      const details = await projects.update(callerOf(context), projectId(request.id), settings);
      return { details: toObjectDetails(details) };
    },
    async deactivateProject(request, context) {
      return { details: toObjectDetails(await projects.deactivate(callerOf(context), projectId(request.id))) };
    },
    async reactivateProject(request, context) {
      return { details: toObjectDetails(await projects.reactivate(callerOf(context), projectId(request.id))) };
    },
    async removeProject(request, context) {
      return { details: toObjectDetails(await projects.remove(callerOf(context), projectId(request.id))) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
