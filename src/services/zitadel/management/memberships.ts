import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { fromMembershipListRequest, toMembership } from "../convert/membership.ts";
import { toListDetails } from "../convert/object.ts";

/** RPCs about where users are members. */
export const createMembershipRpcs = ({ memberships }: Directory) =>
  ({
    async listUserMemberships(request, context) {
      const query = fromMembershipListRequest(request);
      const { items, total } = await memberships.list(callerOf(context), userId(request.userId), query);
      return { details: toListDetails(total), result: items.map(toMembership) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
