import type { ServiceImpl } from "@connectrpc/connect";
import type { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { callerOf } from "../../auth/context.ts";
import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import type { UserRow } from "../../directory/model.ts";
import { toUser, withAttributes } from "./convert/user.ts";
import { AdobeError } from "./errors.ts";
import { groupNameOf } from "./groups/any-group.ts";
import { findGroup } from "./groups/find.ts";
import { listHumans, listMembers } from "./groups/members.ts";
import { findGroupNamesOfUsers } from "./groups/of-users.ts";
import { pageSizes } from "./limits.ts";
import { decodeSlashes, userNameIn } from "./names/path-text.ts";
import { getHuman } from "./names/users.ts";
import { isLastPage, pageFromZero, toPaging } from "./paging.ts";

/** RPCs that read users. */
export const createUserRpcs = (directory: Directory) =>
  ({
    async listUsers({ page: number, domain, directOnly = true }, context) {
      const caller = callerOf(context);
      const page = pageFromZero(number, pageSizes.users);
      const { items, total } = await listHumans(directory, caller, domain, page);
      const users = await toUsers(directory, caller, items, directOnly);
      return { lastPage: isLastPage(page, total), result: "success", users, paging: toPaging(page, total) };
    },
    async listUsersInGroup(request, context) {
      const caller = callerOf(context);
      const { page: number, domain, directOnly: isDirectOnly = true, status, excludeGroups } = request;
      const text = decodeSlashes(request.groupName);
      const page = pageFromZero(number, pageSizes.users);
      const group = await findGroup(directory, caller, text);
      if (group === undefined) throw new AdobeError("groupNotFound", `Not found: Group ${text}`, { value: text });
      const groupName = groupNameOf(group);
      // Whoever is in a group is active in it.
      const { items, total } =
        status.toLowerCase() === "inactive"
          ? { items: [], total: 0 }
          : await listMembers(directory, caller, group, { domain, isDirectOnly }, page);
      const users = excludeGroups
        ? (await withAttributes(directory, caller, items)).map((user) => toUser(user, []))
        : await toUsers(directory, caller, items, isDirectOnly);
      return { lastPage: isLastPage(page, total), result: "success", groupName, users, paging: toPaging(page, total) };
    },
    async getUser({ userString, domain, directOnly = true }, context) {
      const caller = callerOf(context);
      const human = await getHuman(directory, caller, userNameIn(decodeSlashes(userString), domain));
      return { result: "success", user: (await toUsers(directory, caller, [human], directOnly))[0] };
    },
  }) satisfies Partial<ServiceImpl<typeof UserManagementService>>;

async function toUsers(directory: Directory, caller: Caller, users: readonly UserRow[], isDirectOnly: boolean) {
  const groups = await findGroupNamesOfUsers(
    directory,
    caller,
    users.map(({ id }) => id),
    isDirectOnly,
  );
  const known = await withAttributes(directory, caller, users);
  return known.map((each) => toUser(each, groups.get(each.user.id) ?? []));
}
