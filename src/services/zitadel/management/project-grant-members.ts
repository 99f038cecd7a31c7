import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { projectGrantRoles } from "../../../directory/roles.ts";
import { fromMemberListRequest, toMember } from "../convert/member.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromProjectGrantRef } from "../convert/project-grant.ts";

/** RPCs about the members of project grants. */
export const createProjectGrantMemberRpcs = ({ projectGrantMembers }: Directory) =>
  ({
    listProjectGrantMemberRoles: () => ({
      details: toListDetails(projectGrantRoles.length),
      result: [...projectGrantRoles],
    }),
    async listProjectGrantMembers(request, context) {
      const ref = fromProjectGrantRef(request);
      const list = fromMemberListRequest(request);
      const { items, total } = await projectGrantMembers.list(callerOf(context), ref, list);
      return { details: toListDetails(total), result: items.map(toMember) };
    },
    async addProjectGrantMember(request, context) {
      const [ref, user] = [fromProjectGrantRef(request), userId(request.userId)];
      const details = await projectGrantMembers.add(callerOf(context), ref, user, request.roles);
      return { details: toObjectDetails(details) };
    },
    async updateProjectGrantMember(request, context) {
      const [ref, user] = [fromProjectGrantRef(request), userId(request.userId)];
      const details = await projectGrantMembers.update(callerOf(context), ref, user, request.roles);
      return { details: toObjectDetails(details) };
    },
    async removeProjectGrantMember(request, context) {
      const [ref, user] = [fromProjectGrantRef(request), userId(request.userId)];
      return { details: toObjectDetails(await projectGrantMembers.remove(callerOf(context), ref, user)) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
