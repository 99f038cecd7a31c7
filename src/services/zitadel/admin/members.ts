import type { ServiceImpl } from "@connectrpc/connect";
import type { AdminService } from "../../../../gen/zitadel/admin/v1/admin_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { fromMemberListRequest, toMember } from "../convert/member.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";

/** RPCs about the members of the instance. As in ZITADEL, they are sorted by user id whatever the request says. */
export const createInstanceMemberRpcs = ({ instanceMembers }: Directory) =>
  ({
    listIAMMemberRoles() {
      const roles = instanceMembers.listRoles();
      return { details: toListDetails(roles.length), roles: [...roles] };
    },
    async listIAMMembers(request) {
      const { items, total } = await instanceMembers.list(fromMemberListRequest(request));
      return { details: toListDetails(total), result: items.map(toMember) };
    },
    async addIAMMember(request, context) {
      const details = await instanceMembers.add(callerOf(context), userId(request.userId), request.roles);
      return { details: toObjectDetails(details) };
    },
    async updateIAMMember(request, context) {
      const details = await instanceMembers.update(callerOf(context), userId(request.userId), request.roles);
      return { details: toObjectDetails(details) };
    },
    async removeIAMMember(request, context) {
      return { details: toObjectDetails(await instanceMembers.remove(callerOf(context), userId(request.userId))) };
    },
  }) satisfies Partial<ServiceImpl<typeof AdminService>>;
