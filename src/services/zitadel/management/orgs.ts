import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { toObjectDetails } from "../convert/object.ts";
import { toOrg } from "../convert/org.ts";

/** RPCs about organizations and their members. */
export const createOrgRpcs = ({ orgs, orgMembers }: Directory) =>
  ({
    async getMyOrg(_request, context) {
      return { org: toOrg(await orgs.getMine(callerOf(context))) };
    },
    async addOrg(request, context) {
      const { id, details } = await orgs.add(callerOf(context), request.name);
      return { id, details: toObjectDetails(details) };
    },
    async addOrgMember(request, context) {
      const details = await orgMembers.add(callerOf(context), userId(request.userId), request.roles);
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
