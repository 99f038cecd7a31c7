import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { UserService } from "../../../../gen/zitadel/user/v2/user_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import type { Transition } from "../../../directory/user-states.ts";
import { fromListQueryV2, toDetails, toListDetailsV2 } from "../convert/object-v2.ts";
import { fromSearchQuery, fromSortingColumn } from "../convert/user-query.ts";
import { toUserDetailsV2, toUserV2, v2States } from "../convert/user-v2.ts";

/** RPCs that read users, change their state and remove them. */
export const createUserRpcs = ({ instanceUsers }: Directory) => {
  const changeState = async (transition: Transition, request: { userId: string }, context: HandlerContext) => ({
    details: toDetails(await instanceUsers.changeState(callerOf(context), userId(request.userId), transition)),
  });
  return {
    async getUserByID(request, context) {
      const user = await instanceUsers.get(callerOf(context), userId(request.userId));
      return { details: toUserDetailsV2(user), user: toUserV2(user) };
    },
    async listUsers(request, context) {
      const { items, total } = await instanceUsers.list(callerOf(context), {
        ...fromListQueryV2(request.query),
        sortBy: fromSortingColumn(request.sortingColumn),
        filters: request.queries.map((query) => fromSearchQuery(query, v2States)),
      });
      return { details: toListDetailsV2(total), sortingColumn: request.sortingColumn, result: items.map(toUserV2) };
    },
    deactivateUser: (request, context) => changeState("deactivate", request, context),
    reactivateUser: (request, context) => changeState("reactivate", request, context),
    lockUser: (request, context) => changeState("lock", request, context),
    unlockUser: (request, context) => changeState("unlock", request, context),
    async deleteUser(request, context) {
      return { details: toDetails(await instanceUsers.remove(callerOf(context), userId(request.userId))) };
    },
  } satisfies Partial<ServiceImpl<typeof UserService>>;
};
