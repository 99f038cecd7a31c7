import type { ServiceImpl } from "@connectrpc/connect";
import type { AuthService } from "../../../../gen/zitadel/auth/v1/auth_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { fromListQuery, toListDetails } from "../convert/object.ts";
import { fromOrgListRequest, toOrg } from "../convert/org.ts";
import { toOwnGrant } from "../convert/own-grant.ts";

/** RPCs about what the caller was granted. */
export const createOwnGrantRpcs = ({ ownGrants }: Directory) =>
  ({
    async listMyUserGrants(request, context) {
      const { page } = fromListQuery(request.query);
      const { items, total } = await ownGrants.list(callerOf(context), page);
      return { details: toListDetails(total), result: items.map(toOwnGrant) };
    },
    async listMyProjectOrgs(request, context) {
      const { items, total } = await ownGrants.listOrgs(callerOf(context), fromOrgListRequest(request));
      return { details: toListDetails(total), result: items.map(toOrg) };
    },
  }) satisfies Partial<ServiceImpl<typeof AuthService>>;
