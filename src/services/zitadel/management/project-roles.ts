import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { projectId } from "../../../directory/model.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromRoleListRequest, toProjectRole } from "../convert/project.ts";

/** RPCs about the roles of projects. */
export const createProjectRoleRpcs = ({ projectRoles }: Directory) =>
  ({
    async listProjectRoles(request, context) {
      const caller = callerOf(context);
      const list = fromRoleListRequest(request);
      const { items, total } = await projectRoles.list(caller, projectId(request.projectId), list);
      return { details: toListDetails(total), result: items.map(toProjectRole(caller.orgId)) };
    },
    async addProjectRole(request, context) {
      const { roleKey: key, displayName, group } = request;
      const roles = [{ key, displayName, group }];
      const details = await projectRoles.add(callerOf(context), projectId(request.projectId), roles);
      return { details: toObjectDetails(details) };
    },
    async bulkAddProjectRoles(request, context) {
      const roles = request.roles.map(({ key, displayName, group }) => ({ key, displayName, group }));
      const details = await projectRoles.add(callerOf(context), projectId(request.projectId), roles);
      return { details: toObjectDetails(details) };
    },
    async updateProjectRole(request, context) {
      const { roleKey: key, displayName, group } = request;
      const role = { key, displayName, group };
      const details = await projectRoles.update(callerOf(context), projectId(request.projectId), role);
      return { details: toObjectDetails(details) };
    },
    async removeProjectRole(request, context) {
      const details = await projectRoles.remove(callerOf(context), projectId(request.projectId), request.roleKey);
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
