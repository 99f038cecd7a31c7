import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { fromMemberListRequest, toMember } from "../convert/member.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";

/** RPCs about the members of the organization of the call. */
export const createOrgMemberRpcs = ({ orgMembers }: Directory) =>
  ({
    async listOrgMemberRoles(_request, context) {
      return { result: [...(await orgMembers.listRoles(callerOf(context)))] };
    },
    async listOrgMembers(request, context) {
      const { items, total } = await orgMembers.list(callerOf(context), fromMemberListRequest(request));
      return { details: toListDetails(total), result: items.map(toMember) };
    },
    async addOrgMember(request, context) {
      const details = await orgMembers.add(callerOf(context), userId(request.userId), request.roles);
      return { details: toObjectDetails(details) };
    },
    async updateOrgMember(request, context) {
      const details = await orgMembers.update(callerOf(context), userId(request.userId), request.roles);
      return { details: toObjectDetails(details) };
    },
    async removeOrgMember(request, context) {
      return { details: toObjectDetails(await orgMembers.remove(callerOf(context), userId(request.userId))) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
