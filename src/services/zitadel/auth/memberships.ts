import type { ServiceImpl } from "@connectrpc/connect";
import type { AuthService } from "../../../../gen/zitadel/auth/v1/auth_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { fromMembershipListRequest, toMembership } from "../convert/membership.ts";
import { toListDetails } from "../convert/object.ts";

/** RPCs about where the caller is a member and what it may do. */
export const createOwnMembershipRpcs = ({ memberships }: Directory) =>
  ({
    async listMyMemberships(request, context) {
      const { items, total } = await memberships.listOwn(callerOf(context), fromMembershipListRequest(request));
      return { details: toListDetails(total), result: items.map(toMembership) };
    },
    async listMyZitadelPermissions(_request, context) {
      const held = await memberships.listOwnPermissions(callerOf(context));
      const result = held.map(({ permission, onlyOn }) =>
        onlyOn === undefined ? permission : `${permission}:${onlyOn}`,
      );
      return { result };
    },
  }) satisfies Partial<ServiceImpl<typeof AuthService>>;
