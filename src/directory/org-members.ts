import { everyOrg, type UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { orgKey } from "./orgs.ts";
import { areOrgRoles } from "./roles.ts";
import { userKey } from "./user-aggregate.ts";

/** Rules of an organization's members. */
export interface OrgMembers {
  /**
   * Gives a user, of any organization, roles in the organization of the call. Roles are kept in their order.
   * Fails, in this order, with `memberOrgNotFound`, `orgMemberRolesEmpty`, `orgMemberRolesInvalid`,
   * `orgMemberUserNotFound`, `orgMemberAlreadyExists`.
   */
  add(caller: Caller, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
}

/** The rules of an organization's members. */
export const createOrgMembers = (dependencies: Dependencies): OrgMembers => ({
  add: (caller, userId, roles) =>
    runCommand(
      dependencies,
      {
        keys: [orgKey(caller.orgId), userKey(userId)],
        async run(tx) {
          const org = await tx.orgs.lock(caller.orgId);
          if (org === undefined) throw new DomainError("memberOrgNotFound");
          if (roles.length === 0) throw new DomainError("orgMemberRolesEmpty");
          if (!areOrgRoles(roles)) throw new DomainError("orgMemberRolesInvalid");
          if ((await tx.users.find(everyOrg, userId)) === undefined) throw new DomainError("orgMemberUserNotFound");
          const scope = { type: "org", id: org.id } as const;
          if ((await tx.memberships.find(scope, userId)) !== undefined) throw new DomainError("orgMemberAlreadyExists");

          const timeUs = dependencies.clock();
          const { lastSequence } = org;
          const occasion = { caller, aggregate: scope, resourceOwner: org.id, lastSequence, timeUs };
          const sequence = await appendEvents(tx, occasion, [{ type: "org.member.added", payload: { userId, roles } }]);
          const record = { sequence, creationTimeUs: timeUs, changeTimeUs: timeUs };
          await tx.memberships.insert({ scope, userId, resourceOwner: org.id, roles, ...record });
          await tx.orgs.setLastSequence(org.id, sequence);
          return { sequence, creationTimeUs: timeUs, resourceOwner: org.id };
        },
      },
      { membership: "orgMemberAlreadyExists", reference: "orgMemberUserNotFound" },
    ),
});
