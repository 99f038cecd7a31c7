import type {
  InstanceRow,
  MembershipReader,
  MembershipScope,
  MembershipView,
  Transaction,
  UserRow,
} from "../../storage/contract/index.ts";
import type { Caller } from "../caller.ts";
import { DomainError } from "../errors.ts";
import { appendEvents, type Occasion } from "../history.ts";
import { lockInstance } from "../instance-aggregate.ts";
import { orgOccasion } from "../org-aggregate.ts";
import { haveSameOrder } from "../same-order.ts";

/** From the lowest. Each is the memberships that {@link membershipsOf} names; no other place knows. */
const accountRoles = ["user", "publisher", "organizationAdministrator", "administrator", "owner"] as const;

/** A user's one role in an account. */
export type AccountRole = (typeof accountRoles)[number];

/** Whether the first role is above the second. */
export const isAbove = (role: AccountRole, other: AccountRole): boolean =>
  accountRoles.indexOf(role) > accountRoles.indexOf(other);

/**
 * The roles on the instance and on the user's own organization that make an account role.
 *
 * - `administrator` acts in every organization, so it is IAM_OWNER.
 * - `organizationAdministrator` is ORG_OWNER of its own organization.
 * - `publisher` may make projects, which stand for content, and nothing about users.
 * - `owner` is an administrator who owns the default organization, too. It is given in no other way than by these
 *   memberships: no interface with account roles can assign it.
 */
const membershipsOf: Readonly<
  Record<Exclude<AccountRole, "owner">, { readonly instance: readonly string[]; readonly org: readonly string[] }>
> = {
  user: { instance: [], org: [] },
  publisher: { instance: [], org: ["ORG_PROJECT_CREATOR"] },
  organizationAdministrator: { instance: [], org: ["ORG_OWNER"] },
  administrator: { instance: ["IAM_OWNER"], org: [] },
};

/** The user's role: the highest whose memberships it has. */
export async function findAccountRole(
  memberships: Pick<MembershipReader, "listOfUser">,
  instance: InstanceRow,
  user: Pick<UserRow, "id" | "orgId">,
): Promise<AccountRole> {
  return roleOf(await memberships.listOfUser(user.id), instance, user);
}

function roleOf(held: readonly MembershipView[], instance: InstanceRow, user: Pick<UserRow, "orgId">): AccountRole {
  const has = (type: MembershipScope["type"], id: string, role: string | undefined) =>
    role !== undefined &&
    held.some(({ scope, roles }) => scope.type === type && scope.id === id && roles.includes(role));
  if (has("instance", instance.id, membershipsOf.administrator.instance[0])) {
    return has("org", instance.defaultOrgId, membershipsOf.organizationAdministrator.org[0])
      ? "owner"
      : "administrator";
  }
  const inOrg = (["organizationAdministrator", "publisher"] as const).find((role) =>
    has("org", user.orgId, membershipsOf[role].org[0]),
  );
  return inOrg ?? "user";
}

/**
 * Gives a user another role, in place of all its roles on the instance and on its own organization; the same role changes
 * nothing. Memberships elsewhere stay. Fails with `accountOwnerFixed`.
 */
export async function setAccountRole(
  tx: Transaction,
  caller: Caller,
  user: Pick<UserRow, "id" | "orgId">,
  role: Exclude<AccountRole, "owner">,
  timeUs: number,
): Promise<void> {
  const instance = await tx.instance.find();
  if (instance === undefined) throw new Error("the directory is not set up");
  const current = await findAccountRole(tx.memberships, instance, user);
  if (current === "owner") throw new DomainError("accountOwnerFixed");
  if (current === role) return;
  const wanted = membershipsOf[role];
  const deed = { caller, userId: user.id, timeUs };
  await setRoles(tx, { type: "instance", id: instance.id }, wanted.instance, deed);
  await setRoles(tx, { type: "org", id: user.orgId }, wanted.org, deed);
}

type AccountScope = Extract<MembershipScope, { readonly type: "instance" | "org" }>;

async function setRoles(
  tx: Transaction,
  scope: AccountScope,
  roles: readonly string[],
  { caller, userId, timeUs }: { readonly caller: Caller; readonly userId: UserRow["id"]; readonly timeUs: number },
): Promise<void> {
  const existing = await tx.memberships.find(scope, userId);
  if (haveSameOrder(existing?.roles ?? [], roles)) return;
  const occasion = await hold(tx, scope);
  const deed = roles.length === 0 ? "removed" : existing === undefined ? "added" : "changed";
  const payload = roles.length === 0 ? { userId } : { userId, roles };
  const event = { type: `${scope.type}.member.${deed}`, payload } as const;
  const sequence = await appendEvents(tx, { caller, timeUs }, occasion, [event]);
  if (scope.type === "org") await tx.orgs.setLastSequence(scope.id, sequence);
  const record = { sequence, creationTimeUs: existing?.creationTimeUs ?? timeUs, changeTimeUs: timeUs };
  const row = { scope, userId, resourceOwner: scope.id, roles, ...record };
  if (roles.length === 0) await tx.memberships.delete(scope, userId);
  else if (existing === undefined) await tx.memberships.insert(row);
  else await tx.memberships.update(row);
}

async function hold(tx: Transaction, scope: AccountScope): Promise<Occasion> {
  if (scope.type === "instance") {
    const locked = await lockInstance(tx);
    if (locked === undefined) throw new Error("the directory is not set up");
    return locked.occasion;
  }
  const org = await tx.orgs.lock(scope.id);
  if (org === undefined) throw new DomainError("accountOrgNotFound");
  return orgOccasion(org);
}
