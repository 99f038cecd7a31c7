import type { HeldRoles, MembershipReader, OrgId, UserId } from "../storage/contract/index.ts";
import { DomainError } from "./errors.ts";
import { permissionsOfRole } from "./roles.ts";

/** A permission that a caller holds. */
export interface HeldPermission {
  readonly permission: string;
  /** The one object it is good for; `undefined` = everything of the organization. */
  readonly onlyOn: string | undefined;
}

/** What a caller may do in the organization of the call. `all`: the process itself. */
export type Permissions = "all" | readonly HeldPermission[];

/**
 * The permissions that memberships give.
 *
 * - On the instance or an organization they are good for everything of the organization of the call.
 * - On a project, a project grant or a group they are good for that object.
 * - On one role of a project they give none: no call of the directory is about a single role's administrators.
 * - A permission such as `project.read:self` is good for the object after the colon.
 */
export const permissionsOf = (memberships: readonly HeldRoles[]): readonly HeldPermission[] =>
  memberships.flatMap((membership) => {
    const { scope, roles } = membership;
    if (scope.type === "project-role") return [];
    const onlyOn = scope.type === "instance" || scope.type === "org" ? undefined : scope.id;
    return roles.flatMap((role) => permissionsOfRole(role).map((text) => parsePermission(text, onlyOn)));
  });

function parsePermission(text: string, onlyOn: string | undefined): HeldPermission {
  const colon = text.indexOf(":");
  return colon < 0 ? { permission: text, onlyOn } : { permission: text.slice(0, colon), onlyOn: text.slice(colon + 1) };
}

/** The objects that the caller's permission is limited to; `undefined` when it is good for all of the organization. */
export function limitsOf(permissions: Permissions, permission: string): ReadonlySet<string> | undefined {
  if (permissions === "all") return undefined;
  let limits: Set<string> | undefined;
  for (const held of permissions) {
    if (held.permission !== permission) continue;
    if (held.onlyOn === undefined) return undefined;
    limits ??= new Set();
    limits.add(held.onlyOn);
  }
  return limits ?? none;
}

const none: ReadonlySet<string> = new Set();

/** Whether the permission is good for all of the organization or for one of these objects. */
export function isPermittedOn(permissions: Permissions, permission: string, ids: readonly string[]): boolean {
  const limits = limitsOf(permissions, permission);
  return limits === undefined || ids.some((id) => limits.has(id));
}

/**
 * Refuses callers whose permission is good for other objects only (`permissionOfOtherObject`), or who lack it
 * (`permissionLacking`). For calls whose access rule checks no field of the request.
 */
export function assertPermittedOn(permissions: Permissions, permission: string, ids: readonly string[]): void {
  if (isPermittedOn(permissions, permission, ids)) return;
  throw new DomainError(
    limitsOf(permissions, permission)?.size === 0 ? "permissionLacking" : "permissionOfOtherObject",
  );
}

/**
 * What a user may do in an organization that need not be the one of the call. Fails with `membershipNotFound` when no
 * membership of the user counts there.
 */
export async function permissionsIn(
  memberships: Pick<MembershipReader, "listOfUserIn">,
  userId: UserId,
  orgId: OrgId,
): Promise<readonly HeldPermission[]> {
  const relevant = await memberships.listOfUserIn(userId, orgId);
  if (relevant.length === 0) throw new DomainError("membershipNotFound");
  return permissionsOf(relevant);
}

/** Whether a caller may do something to an object of an organization that need not be the one of the call. */
export async function isPermittedIn(
  memberships: Pick<MembershipReader, "listOfUserIn">,
  { userId, permissions }: { readonly userId: UserId; readonly permissions: Permissions },
  orgId: OrgId,
  permission: string,
  objectId: string,
): Promise<boolean> {
  if (permissions === "all") return true;
  const held = permissionsOf(await memberships.listOfUserIn(userId, orgId));
  return isPermittedOn(held, permission, [objectId]);
}

/**
 * Refuses callers who may not do something to an object of an organization that need not be the one of the call. Fails
 * with `membershipNotFound`, `permissionLacking` or `permissionOfOtherObject`.
 */
export async function assertPermittedIn(
  memberships: Pick<MembershipReader, "listOfUserIn">,
  { userId, permissions }: { readonly userId: UserId; readonly permissions: Permissions },
  orgId: OrgId,
  permission: string,
  objectId: string,
): Promise<void> {
  if (permissions === "all") return;
  assertPermittedOn(await permissionsIn(memberships, userId, orgId), permission, [objectId]);
}

/** The organizations in all of which these memberships give the permission on everything; `undefined` = every one. */
export function orgsPermitting(memberships: readonly HeldRoles[], permission: string): readonly OrgId[] | undefined {
  const permitting = memberships.filter(
    (membership) => limitsOf(permissionsOf([membership]), permission) === undefined,
  );
  if (permitting.some(({ scope }) => scope.type === "instance")) return undefined;
  return permitting.flatMap(({ scope }) => (scope.type === "org" ? [scope.id] : []));
}
