import {
  everyOrg,
  type GroupId,
  type GroupRow,
  type InstanceRow,
  type OrgId,
  type UserId,
} from "../../storage/contract/index.ts";
import type { Caller } from "../caller.ts";
import type { Dependencies } from "../dependencies.ts";
import { DomainError } from "../errors.ts";
import { assertManagedHere } from "../external-management.ts";
import { assertPermittedOn, limitsOf, permissionsIn, permissionsOf } from "../permissions.ts";
import { type HumanRow, isHuman } from "../user-aggregate.ts";
import { type AccountRole, findAccountRole, isAbove } from "./roles.ts";

/** The instance; it is there before anything is served. */
export async function getInstance({ storage }: Dependencies): Promise<InstanceRow> {
  const instance = await storage.reader.instance.find();
  if (instance === undefined) throw new Error("the directory is not set up: ensure() comes first");
  return instance;
}

async function roleOfCaller(dependencies: Dependencies, caller: Caller): Promise<AccountRole> {
  if (caller.permissions === "all") return "owner";
  const user = await dependencies.storage.reader.users.find(everyOrg, caller.userId);
  if (user === undefined) return "user";
  return findAccountRole(dependencies.storage.reader.memberships, await getInstance(dependencies), user);
}

/**
 * The human, and the caller as one whose call is about the human's own organization. Fails with `accountUserNotFound`,
 * then, as the permission is asked there, with `membershipNotFound`, `permissionLacking` or `permissionOfOtherObject`; a
 * change, with `orgExternallyManaged` where another system keeps the organization's humans.
 * Who would change somebody above their own role is refused with `accountRankTooLow`: a password, or an address that a
 * new one is sent to, is as good as the role itself.
 */
export async function enterOrgOfHuman(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId | undefined,
  permission: "user.read" | "user.write" | "user.delete",
): Promise<{ readonly user: HumanRow; readonly caller: Caller }> {
  const { users, memberships } = dependencies.storage.reader;
  const user = id && (await users.find(everyOrg, id));
  if (user === undefined || !isHuman(user)) throw new DomainError("accountUserNotFound");
  const inside = await enterPermitted(dependencies, caller, user.orgId, permission, user.id);
  if (permission !== "user.read") {
    await assertManagedHere(dependencies.storage.reader.orgs, user.orgId);
    const role = await findAccountRole(memberships, await getInstance(dependencies), user);
    await assertNotAbove(dependencies, caller, role);
  }
  return { user, caller: inside };
}

/** Refuses a role above the caller's own, with `accountRankTooLow`. */
export async function assertNotAbove(dependencies: Dependencies, caller: Caller, role: AccountRole): Promise<void> {
  // Nobody is below, so the caller's own is not looked up.
  if (role === "user") return;
  if (isAbove(role, await roleOfCaller(dependencies, caller))) throw new DomainError("accountRankTooLow");
}

/** The group, and the caller in its organization. Fails with `groupNotFound`, then as {@link enterOrgOfHuman}. */
export async function enterOrgOfGroup(
  dependencies: Dependencies,
  caller: Caller,
  id: GroupId | undefined,
  permission: "user.read" | "user.write",
): Promise<{ readonly group: GroupRow; readonly caller: Caller }> {
  const group = id && (await dependencies.storage.reader.groups.find(everyOrg, id));
  if (group === undefined) throw new DomainError("groupNotFound");
  return { group, caller: await enterPermitted(dependencies, caller, group.orgId, permission, group.id) };
}

/**
 * The caller in the organization that a request names, else in its own. Fails as {@link enterOrgOfHuman} for one that the
 * caller has not the permission in, then with `accountOrgNotFound` for one that is not there.
 */
export async function enterOrg(
  dependencies: Dependencies,
  caller: Caller,
  id: OrgId | "unknown" | undefined,
  permission: string,
): Promise<Caller> {
  const orgId = id === undefined || id === "unknown" ? caller.orgId : id;
  const inside = await enterPermitted(dependencies, caller, orgId, permission, "");
  if (id === "unknown" || (await dependencies.storage.reader.orgs.find(orgId)) === undefined) {
    throw new DomainError("accountOrgNotFound");
  }
  return inside;
}

/** The caller in the organization, with all that it may do there, for what the rules ask further on. */
async function enterPermitted(
  { storage }: Dependencies,
  caller: Caller,
  orgId: OrgId,
  permission: string,
  objectId: string,
): Promise<Caller> {
  if (caller.permissions === "all") return { ...caller, orgId };
  const permissions = await permissionsIn(storage.reader.memberships, caller.userId, orgId);
  assertPermittedOn(permissions, permission, [objectId]);
  return { ...caller, orgId, permissions };
}

/** Whether the caller has the permission in every organization: through the instance. */
export async function isPermittedEverywhere(
  { storage }: Dependencies,
  { userId, permissions }: Caller,
  permission: string,
): Promise<boolean> {
  if (permissions === "all") return true;
  const held = await storage.reader.memberships.listOfUser(userId);
  const onInstance = held.filter(({ scope }) => scope.type === "instance");
  return onInstance.length > 0 && limitsOf(permissionsOf(onInstance), permission) === undefined;
}
