import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { GroupSchema } from "../../../gen/ispring/learn/v1/group_pb.ts";
import type { LearnService } from "../../../gen/ispring/learn/v1/learn_service_pb.ts";
import { ownCallerOf } from "../../auth/context.ts";
import type { AccountGroup } from "../../directory/accounts/groups.ts";
import type { Directory } from "../../directory/directory.ts";
import { DomainError } from "../../directory/errors.ts";
import { LearnError } from "./errors.ts";
import { createLearnIds, type LearnIds } from "./ids.ts";
import { formatIdList, parseIdList, parseMemberLimit, requireText } from "./parameters.ts";

/** RPCs about groups. */
export function createGroupRpcs({ accountGroups, aliases }: Directory) {
  const ids = createLearnIds(aliases);
  return {
    async listGroups({ organizationId }, context) {
      // One that is not there stands for all, as iSpring documents it.
      const orgId = organizationId === "" ? undefined : await ids.findOrg(organizationId);
      const groups = await accountGroups.list(ownCallerOf(context), orgId);
      return { groups: { group: await toGroups(ids, groups) } };
    },
    async getGroup({ groupId }, context) {
      const group = await accountGroups.get(ownCallerOf(context), await ids.findGroup(groupId));
      return { group: (await toGroups(ids, [group]))[0] };
    },
    async createGroup({ name, description, organizationId, memberLimit }, context) {
      const limit = parseMemberLimit(memberLimit);
      const id = await accountGroups.add(ownCallerOf(context), {
        orgId: organizationId === "" ? undefined : ((await ids.findOrg(organizationId)) ?? "unknown"),
        name: requireText(name),
        description: description.trim(),
        memberLimit: limit === "none" ? undefined : limit,
      });
      return { groupId: (await ids.numbersOf("group", [id]))[0] ?? 0 };
    },
    async updateGroup(request, context) {
      let users: readonly string[] = [];
      try {
        const refused = await accountGroups.update(
          ownCallerOf(context),
          await ids.findGroup(request.groupId),
          async () => {
            users = parseIdList(request.users);
            return {
              name: requireText(request.name),
              description: request.description?.trim(),
              memberLimit: parseMemberLimit(request.memberLimit),
              users: await Promise.all(users.map((user) => ids.findUser(user))),
            };
          },
        );
        return { excessUsers: formatIdList(users, refused) };
      } catch (error) {
        const isTaken = error instanceof DomainError && error.errorName === "groupAlreadyExists";
        throw isTaken ? new LearnError("groupNameTakenOnUpdate", { cause: error }) : error;
      }
    },
    async deleteGroup({ groupId }, context) {
      await accountGroups.remove(ownCallerOf(context), await ids.findGroup(groupId));
      return {};
    },
    async addGroupMember({ groupId, userId }, context) {
      const group = await ids.findGroup(groupId);
      await accountGroups.addMember(ownCallerOf(context), group, await ids.findUser(userId));
      return {};
    },
    async removeGroupMember({ groupId, userId }, context) {
      const group = await ids.findGroup(groupId);
      await accountGroups.removeMember(ownCallerOf(context), group, await ids.findUser(userId));
      return {};
    },
  } satisfies Partial<ServiceImpl<typeof LearnService>>;
}

async function toGroups(
  ids: LearnIds,
  groups: readonly AccountGroup[],
): Promise<MessageInitShape<typeof GroupSchema>[]> {
  const groupNumbers = await ids.numbersOf(
    "group",
    groups.map(({ group }) => group.id),
  );
  const orgNumbers = await ids.numbersOf(
    "org",
    groups.map(({ group }) => group.orgId),
  );
  const allUserIds = [...new Set(groups.flatMap(({ userIds }) => userIds))];
  const userNumbers = await ids.numbersOf("user", allUserIds);
  const numberOfUser = new Map(allUserIds.map((id, index) => [id, userNumbers[index] ?? 0]));
  return groups.map(({ group: { name, description }, userIds }, index) => ({
    ...{ groupId: groupNumbers[index] ?? 0, name, description, organizationId: orgNumbers[index] ?? 0 },
    users: { id: userIds.map((id) => numberOfUser.get(id) ?? 0) },
  }));
}
