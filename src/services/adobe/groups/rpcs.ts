import type { ServiceImpl } from "@connectrpc/connect";
import type { UserManagementService } from "../../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { pageSizes } from "../limits.ts";
import { isLastPage, pageFromZero, toPaging } from "../paging.ts";
import { listEveryGroup, toGroups } from "./list.ts";

/** The RPC that lists groups. */
export const createGroupRpcs = (directory: Directory) =>
  ({
    async listGroups(request, context) {
      const caller = callerOf(context);
      const page = pageFromZero(request.page, pageSizes.groups);
      const every = await listEveryGroup(directory, caller);
      const groups = await toGroups(directory, caller, every.slice(page.offset, page.offset + page.limit));
      return {
        lastPage: isLastPage(page, every.length),
        result: "success",
        groups,
        paging: toPaging(page, every.length),
      };
    },
  }) satisfies Partial<ServiceImpl<typeof UserManagementService>>;
