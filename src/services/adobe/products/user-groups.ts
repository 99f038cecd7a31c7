import type { ServiceImpl } from "@connectrpc/connect";
import type { ProductService } from "../../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { toUserGroupUser, withAttributes } from "../convert/user.ts";
import { toUserGroups } from "../convert/user-group.ts";
import { pageSizes } from "../limits.ts";
import { getUserGroup } from "../names/groups.ts";
import { pageFromOne, toPaging } from "../paging.ts";

/** RPCs that read user groups. */
export const createUserGroupRpcs = (directory: Directory) =>
  ({
    async listUserGroups(request, context) {
      const caller = callerOf(context);
      const page = pageFromOne(request.page, pageSizes.products);
      const { items, total } = await directory.groups.list(caller, [], page);
      return { userGroups: await toUserGroups(directory, caller, items), paging: toPaging(page, total) };
    },
    async getUserGroup({ groupId }, context) {
      const caller = callerOf(context);
      const group = await getUserGroup(directory, caller, groupId);
      return { userGroup: (await toUserGroups(directory, caller, [group]))[0] };
    },
    async listUserGroupUsers(request, context) {
      const caller = callerOf(context);
      const group = await getUserGroup(directory, caller, request.groupId);
      const page = pageFromOne(request.page, pageSizes.products);
      const { items, total } = await directory.groups.listMembers(caller, group.id, page);
      const users = await withAttributes(
        directory,
        caller,
        items.map(({ user }) => user),
      );
      return { users: users.map(toUserGroupUser), paging: toPaging(page, total) };
    },
    async listUserGroupAdmins(request, context) {
      const caller = callerOf(context);
      const group = await getUserGroup(directory, caller, request.groupId);
      const page = pageFromOne(request.page, pageSizes.products);
      const { items, total } = await directory.groupAdministrators.list(caller, group.id, { filters: [], page });
      const users = await withAttributes(
        directory,
        caller,
        items.map(({ user }) => user),
      );
      return { users: users.map(toUserGroupUser), paging: toPaging(page, total) };
    },
  }) satisfies Partial<ServiceImpl<typeof ProductService>>;
