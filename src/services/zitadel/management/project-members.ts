import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { projectId, userId } from "../../../directory/model.ts";
import { fromMemberListRequest, toMember } from "../convert/member.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";

/** RPCs about the members of projects. */
export const createProjectMemberRpcs = ({ projectMembers }: Directory) =>
  ({
    async listProjectMemberRoles(_request, context) {
      return { result: [...(await projectMembers.listRoles(callerOf(context)))] };
    },
    async listProjectMembers(request, context) {
      const id = projectId(request.projectId);
      const { items, total } = await projectMembers.list(callerOf(context), id, fromMemberListRequest(request));
      return { details: toListDetails(total), result: items.map(toMember) };
    },
    async addProjectMember({ roles, ...request }, context) {
      const [id, user] = [projectId(request.projectId), userId(request.userId)];
      return { details: toObjectDetails(await projectMembers.add(callerOf(context), id, user, roles)) };
    },
    async updateProjectMember({ roles, ...request }, context) {
      const [id, user] = [projectId(request.projectId), userId(request.userId)];
      return { details: toObjectDetails(await projectMembers.update(callerOf(context), id, user, roles)) };
    },
    async removeProjectMember(request, context) {
      const [id, user] = [projectId(request.projectId), userId(request.userId)];
      return { details: toObjectDetails(await projectMembers.remove(callerOf(context), id, user)) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
