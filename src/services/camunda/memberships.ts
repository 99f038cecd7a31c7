import type { ServiceImpl } from "@connectrpc/connect";
import type { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import { callerOf } from "../../auth/context.ts";
import type { Directory } from "../../directory/directory.ts";
import type { UserRow } from "../../directory/model.ts";
import { displayNameFor } from "../../directory/plain-humans.ts";
import { camundaError } from "./errors.ts";
import { orNull } from "./ids.ts";
import { listPart } from "./paging.ts";

/** RPCs about who is in which group. */
export const createMembershipRpcs = ({ groups, plainHumans }: Directory) =>
  ({
    async listUserGroups({ userId }, context) {
      const caller = callerOf(context);
      if (userId === "") throw camundaError("invalidRequest", "No user id was supplied");
      const human = await plainHumans.find(caller, userId);
      if (human === undefined) return {};
      const own = (await groups.listOfUsers(caller, [human.id])).map(({ group }) => group);
      const others = new Map<string, UserRow>();
      for (const { id } of own) {
        const members = await listPart({}, (page) => groups.listMembers(caller, id, page));
        for (const { user } of members) if (user.id !== human.id) others.set(user.id, user);
      }
      return {
        groups: own
          .map(({ name, description }) => ({ id: name, name: orNull(description) }))
          .sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)),
        groupUsers: [...others.values()].map(toUserOfGroup),
      };
    },
  }) satisfies Partial<ServiceImpl<typeof IdentityService>>;

function toUserOfGroup({ userName, kind }: UserRow) {
  if (kind.type === "machine") return { id: userName, displayName: kind.name };
  const names = { firstName: orNull(kind.firstName), lastName: orNull(kind.lastName) };
  return { id: userName, ...names, displayName: displayNameFor(kind, userName) };
}
