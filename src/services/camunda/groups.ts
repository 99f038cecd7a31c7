import type { ServiceImpl } from "@connectrpc/connect";
import type { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import { callerOf } from "../../auth/context.ts";
import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import type { GroupRow } from "../../directory/model.ts";
import { fromPathText } from "./engine.ts";
import { camundaError, doesNotExist } from "./errors.ts";
import {
  findGroup,
  fromGroupQuery,
  fromParameters,
  parseGroupOrder,
  parseGroupOrders,
  searchGroups,
} from "./group-query.ts";
import { orNull, verifyBodyId, verifyNewId, verifyText } from "./ids.ts";
import { collectionOperations, openOperations } from "./links.ts";
import { unless } from "./users.ts";

/** The group as this interface shows it: its id is its name, its name is its description. */
const toGroup = ({ name, description, type }: GroupRow) => ({
  id: name,
  name: orNull(description),
  type: orNull(type ?? ""),
});

/** RPCs about groups and their members. */
export function createGroupRpcs(directory: Directory) {
  const { groups, plainHumans, externalManagement } = directory;

  /** The human and the group of a membership; the human is looked for first, as in Camunda. */
  async function findMembership(caller: Caller, { userId, groupId }: { userId: string; groupId: string }) {
    await externalManagement.assertManagedHere(caller);
    const [userName, name] = [fromPathText(userId), fromPathText(groupId)];
    const human = await plainHumans.find(caller, userName);
    const group = await findGroup(directory, caller, name);
    return { userName, name, human, group };
  }

  return {
    async listGroups(request, context) {
      const orders = parseGroupOrder(request.sortBy, request.sortOrder);
      const found = await searchGroups(directory, callerOf(context), fromParameters(request), orders, request);
      return { groups: found.map(toGroup) };
    },
    async queryGroups(request, context) {
      const orders = parseGroupOrders(request.query);
      const found = await searchGroups(directory, callerOf(context), fromGroupQuery(request.query), orders, request);
      return { groups: found.map(toGroup) };
    },
    async countGroups(request, context) {
      const found = await searchGroups(directory, callerOf(context), fromParameters(request), [], {});
      return { count: BigInt(found.length) };
    },
    async queryGroupsCount({ query }, context) {
      const found = await searchGroups(directory, callerOf(context), fromGroupQuery(query), [], {});
      return { count: BigInt(found.length) };
    },
    async createGroup({ group }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      if (group?.id === undefined) throw camundaError("invalidRequest", "The body needs an id for the new group");
      await groups.add(caller, {
        name: verifyNewId("Group", group.id),
        description: verifyText("name", group.name),
        memberLimit: undefined,
        type: verifyText("type", group.type),
      });
      return {};
    },
    async getGroup({ groupId }, context) {
      const id = fromPathText(groupId);
      const group = await findGroup(directory, callerOf(context), id);
      if (group === undefined) throw doesNotExist("Group", id);
      return { group: toGroup(group) };
    },
    async updateGroup({ groupId, group }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      const id = fromPathText(groupId);
      const found = await findGroup(directory, caller, id);
      if (found === undefined) throw doesNotExist("Group", id);
      verifyBodyId(id, group?.id);
      await groups.update(caller, found.id, {
        name: found.name,
        memberLimit: found.memberLimit,
        description: verifyText("name", group?.name),
        type: verifyText("type", group?.type),
      });
      return {};
    },
    async deleteGroup({ groupId }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      const found = await findGroup(directory, caller, fromPathText(groupId));
      if (found !== undefined) await unless("groupNotFound", groups.remove(caller, found.id));
      return {};
    },
    async addGroupMember(request, context) {
      const caller = callerOf(context);
      const { userName, name, human, group } = await findMembership(caller, request);
      if (human === undefined) throw camundaError("nullValue", `No user found with id '${userName}'.: user is null`);
      if (group === undefined) throw camundaError("nullValue", `No group found with id '${name}'.: group is null`);
      const memberOf = await groups.listOfUsers(caller, [human.id]);
      if (memberOf.some(({ group: { id } }) => id === group.id)) {
        throw camundaError("persistence", `The user '${userName}' is a member of the group '${name}' already`);
      }
      await groups.addMembers(caller, group.id, [human.id]);
      return {};
    },
    async removeGroupMember(request, context) {
      const caller = callerOf(context);
      const { human, group } = await findMembership(caller, request);
      if (human !== undefined && group !== undefined) {
        await unless("groupNotFound", groups.removeMembers(caller, group.id, [human.id]));
      }
      return {};
    },
    async getGroupOperations({ engine }, context) {
      const operations = collectionOperations("/group", "user.write");
      return { links: await openOperations(directory, callerOf(context), engine, context, operations) };
    },
    async getGroupResourceOperations({ engine, groupId }, context) {
      const path = `/group/${encodeURIComponent(groupId)}`;
      return {
        links: await openOperations(directory, callerOf(context), engine, context, [
          { method: "GET", path, rel: "self" },
          { method: "DELETE", path, rel: "delete", permission: "user.delete" },
          { method: "PUT", path, rel: "update", permission: "user.write" },
        ]),
      };
    },
    async getGroupMemberOperations({ engine, groupId }, context) {
      const path = `/group/${encodeURIComponent(groupId)}/members`;
      return {
        links: await openOperations(directory, callerOf(context), engine, context, [
          { method: "DELETE", path, rel: "delete", permission: "user.write" },
          { method: "PUT", path, rel: "create", permission: "user.write" },
        ]),
      };
    },
  } satisfies Partial<ServiceImpl<typeof IdentityService>>;
}
