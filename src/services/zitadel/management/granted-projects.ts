import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { fromListQuery, toListDetails } from "../convert/object.ts";
import { fromRoleListRequest, toProjectRole } from "../convert/project.ts";
import { fromGrantedProjectQuery, fromProjectGrantRef, toGrantedProject } from "../convert/project-grant.ts";

/** RPCs about the projects that other organizations have granted to that of the call. */
export const createGrantedProjectRpcs = ({ grantedProjects }: Directory) =>
  ({
    async getGrantedProjectByID(request, context) {
      const grant = await grantedProjects.get(callerOf(context), fromProjectGrantRef(request));
      return { grantedProject: toGrantedProject(grant) };
    },
    async listGrantedProjects(request, context) {
      const { items, total } = await grantedProjects.list(callerOf(context), {
        page: fromListQuery(request.query).page,
        filters: request.queries.map(fromGrantedProjectQuery),
      });
      return { details: toListDetails(total), result: items.map(toGrantedProject) };
    },
    async listGrantedProjectRoles(request, context) {
      const ref = fromProjectGrantRef(request);
      const { orgId, roles } = await grantedProjects.listRoles(callerOf(context), ref, fromRoleListRequest(request));
      return { details: toListDetails(roles.total), result: roles.items.map(toProjectRole(orgId)) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
