import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { orgId, projectId } from "../../../directory/model.ts";
import { fromChangeQuery, toChange } from "../convert/change.ts";
import { fromListQuery, toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromProjectGrantQuery, fromProjectGrantRef, toGrantedProject } from "../convert/project-grant.ts";

/** RPCs about project grants. */
export const createProjectGrantRpcs = ({ projectGrants, changes }: Directory) =>
  ({
    async getProjectGrantByID(request, context) {
      const grant = await projectGrants.get(callerOf(context), fromProjectGrantRef(request));
      return { projectGrant: toGrantedProject(grant) };
    },
    async listProjectGrants(request, context) {
      const ofProject = { kind: "project", id: projectId(request.projectId) } as const;
      const { items, total } = await projectGrants.list(callerOf(context), {
        page: fromListQuery(request.query).page,
        filters: [ofProject, ...request.queries.map(fromProjectGrantQuery)],
      });
      return { details: toListDetails(total), result: items.map(toGrantedProject) };
    },
    async listAllProjectGrants(request, context) {
      const { items, total } = await projectGrants.list(callerOf(context), {
        page: fromListQuery(request.query).page,
        filters: request.queries.map(fromProjectGrantQuery),
      });
      return { details: toListDetails(total), result: items.map(toGrantedProject) };
    },
    async listProjectGrantChanges(request, context) {
      const ref = fromProjectGrantRef(request);
      const found = await changes.listOfProjectGrant(callerOf(context), ref, fromChangeQuery(request.query));
      return { result: found.map(toChange) };
    },
    async addProjectGrant(request, context) {
      const { id, details } = await projectGrants.add(callerOf(context), {
        projectId: projectId(request.projectId),
        grantedOrgId: orgId(request.grantedOrgId),
        roleKeys: request.roleKeys,
      });
      return { grantId: id, details: toObjectDetails(details) };
    },
    async updateProjectGrant(request, context) {
      const ref = fromProjectGrantRef(request);
      return { details: toObjectDetails(await projectGrants.update(callerOf(context), ref, request.roleKeys)) };
    },
    async deactivateProjectGrant(request, context) {
      const details = await projectGrants.deactivate(callerOf(context), fromProjectGrantRef(request));
      return { details: toObjectDetails(details) };
    },
    async reactivateProjectGrant(request, context) {
      const details = await projectGrants.reactivate(callerOf(context), fromProjectGrantRef(request));
      return { details: toObjectDetails(details) };
    },
    async removeProjectGrant(request, context) {
      const details = await projectGrants.remove(callerOf(context), fromProjectGrantRef(request));
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
