import type { OrgId, OrgReader, Transaction, UserId, UserRow } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { orgKey, orgOccasion } from "./org-aggregate.ts";

/**
 * Organizations whose users another system keeps, such as one that synchronizes an LDAP server.
 *
 * Their humans, groups and members of groups cannot be added, changed or removed, through any interface. Machines, which
 * such a system does not have, stay ours; so do tokens, metadata, memberships with roles, and grants. Logins still count
 * wrong passwords and lock.
 *
 * Every command that changes a human asks {@link lockUser} for it, every one that adds a human or touches a group asks
 * {@link assertManagedHere}. Both refuse before they tell whether there is such a user or group.
 */
export interface ExternalManagement {
  /** Whether another system keeps the users of the organization of the call. */
  isSet(caller: Caller): Promise<boolean>;
  /** Hands the users of the organization of the call to another system, or takes them back. Fails with `orgUpdateNotFound`. */
  set(caller: Caller, isExternallyManaged: boolean): Promise<ObjectDetails>;
  /** Refuses with `orgExternallyManaged`, for interfaces that look something up before their command. */
  assertManagedHere(caller: Caller): Promise<void>;
}

/** Refuses to change humans and groups of an organization that is managed externally, with `orgExternallyManaged`. */
export async function assertManagedHere(orgs: Pick<OrgReader, "isExternallyManaged">, orgId: OrgId): Promise<void> {
  if (await orgs.isExternallyManaged(orgId)) throw new DomainError("orgExternallyManaged");
}

/**
 * The user of the organization of the call, held until the command ends in order to be changed; `undefined` when there
 * is none. Fails with `orgExternallyManaged` unless the user is a machine, also when there is no such user.
 */
export async function lockUser(tx: Transaction, caller: Caller, id: UserId): Promise<UserRow | undefined> {
  // Asked side by side, so that a database that is far away is waited for once.
  const [user, isExternallyManaged] = await Promise.all([
    tx.users.lock(scopeOf(caller), id),
    tx.orgs.isExternallyManaged(caller.orgId),
  ]);
  if (isExternallyManaged && user?.kind.type !== "machine") throw new DomainError("orgExternallyManaged");
  return user;
}

/** The rules of organizations that another system manages. */
export function createExternalManagement(dependencies: Dependencies): ExternalManagement {
  const { orgs } = dependencies.storage.reader;
  return {
    isSet: ({ orgId }) => orgs.isExternallyManaged(orgId),
    assertManagedHere: ({ orgId }) => assertManagedHere(orgs, orgId),
    set: (caller, isExternallyManaged) =>
      runCommand(dependencies, {
        keys: [orgKey(caller.orgId)],
        async run(tx) {
          const org = await tx.orgs.lock(caller.orgId);
          if (org === undefined) throw new DomainError("orgUpdateNotFound");
          const resourceOwner = org.id;
          if (org.isExternallyManaged === isExternallyManaged) {
            return { sequence: org.sequence, changeTimeUs: org.changeTimeUs, resourceOwner };
          }
          const timeUs = dependencies.clock();
          const type = isExternallyManaged ? "org.external.management.set" : "org.external.management.removed";
          const sequence = await appendEvents(tx, { caller, timeUs }, orgOccasion(org), [{ type }]);
          await tx.orgs.update(org.id, { ...org, isExternallyManaged }, { sequence, changeTimeUs: timeUs });
          return { sequence, changeTimeUs: timeUs, resourceOwner };
        },
      }),
  };
}
