import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { fromChangeQuery, toChange } from "../convert/change.ts";
import { fromListQuery, toListDetails, toObjectDetails } from "../convert/object.ts";
import { toUser } from "../convert/user.ts";
import { fromSearchQuery, fromSortingColumn } from "../convert/user-query.ts";

/** RPCs about users of either kind. */
export const createUserRpcs = ({ users, changes }: Directory) =>
  ({
    async getUserByID(request, context) {
      return { user: toUser(await users.get(callerOf(context), userId(request.id))) };
    },
    async getUserByLoginNameGlobal(request) {
      return { user: toUser(await users.getByLoginName(request.loginName)) };
    },
    async listUsers(request, context) {
      const { items, total } = await users.list(callerOf(context), {
        ...fromListQuery(request.query),
        sortBy: fromSortingColumn(request.sortingColumn),
        filters: request.queries.map((query) => fromSearchQuery(query)),
      });
      return { details: toListDetails(total), sortingColumn: request.sortingColumn, result: items.map(toUser) };
    },
    async listUserChanges(request, context) {
      const query = fromChangeQuery(request.query);
      return { result: (await changes.listOfUser(callerOf(context), userId(request.userId), query)).map(toChange) };
    },
    async isUserUnique(request) {
      return { isUnique: await users.isUnique(request) };
    },
    async updateUserName(request, context) {
      const details = await users.rename(callerOf(context), userId(request.userId), request.userName);
      return { details: toObjectDetails(details) };
    },
    async deactivateUser(request, context) {
      return { details: toObjectDetails(await users.deactivate(callerOf(context), userId(request.id))) };
    },
    async reactivateUser(request, context) {
      return { details: toObjectDetails(await users.reactivate(callerOf(context), userId(request.id))) };
    },
    async lockUser(request, context) {
      return { details: toObjectDetails(await users.lock(callerOf(context), userId(request.id))) };
    },
    async unlockUser(request, context) {
      return { details: toObjectDetails(await users.unlock(callerOf(context), userId(request.id))) };
    },
    async removeUser(request, context) {
      return { details: toObjectDetails(await users.remove(callerOf(context), userId(request.id))) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
