import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { projectGrantId, projectId, userGrantId, userId } from "../../../directory/model.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromUserGrantListRequest, toUserGrant } from "../convert/user-grant.ts";

/** RPCs about user grants. The user in the path of those on one grant is not looked at, as upstream. */
export const createUserGrantRpcs = ({ userGrants }: Directory) =>
  ({
    async getUserGrantByID(request, context) {
      const grant = await userGrants.get(callerOf(context), userGrantId(request.grantId));
      return { userGrant: toUserGrant(grant) };
    },
    async listUserGrants(request, context) {
      const { items, total } = await userGrants.list(callerOf(context), fromUserGrantListRequest(request));
      return { details: toListDetails(total), result: items.map(toUserGrant) };
    },
    async addUserGrant(request, context) {
      const { id, details } = await userGrants.add(callerOf(context), {
        userId: userId(request.userId),
        projectId: projectId(request.projectId),
        projectGrantId: request.projectGrantId === "" ? undefined : projectGrantId(request.projectGrantId),
        roleKeys: request.roleKeys,
      });
      return { userGrantId: id, details: toObjectDetails(details) };
    },
    async updateUserGrant(request, context) {
      const id = userGrantId(request.grantId);
      return { details: toObjectDetails(await userGrants.update(callerOf(context), id, request.roleKeys)) };
    },
    async deactivateUserGrant(request, context) {
      const details = await userGrants.deactivate(callerOf(context), userGrantId(request.grantId));
      return { details: toObjectDetails(details) };
    },
    async reactivateUserGrant(request, context) {
      const details = await userGrants.reactivate(callerOf(context), userGrantId(request.grantId));
      return { details: toObjectDetails(details) };
    },
    async removeUserGrant(request, context) {
      const details = await userGrants.remove(callerOf(context), userGrantId(request.grantId));
      return { details: toObjectDetails(details) };
    },
    async bulkRemoveUserGrant(request, context) {
      await userGrants.removeAll(callerOf(context), request.grantId.map(userGrantId));
      return {};
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
