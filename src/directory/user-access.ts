import { everyOrg, type UserId, type UserRow } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { assertPermittedIn } from "./permissions.ts";

/** What a call wants with a user of any organization. */
export interface UserAccess<Row extends UserRow> {
  /** What the caller has to be permitted in the user's own organization. */
  readonly permission: "user.read" | "user.write" | "user.delete";
  /** Whether users may do this to themselves without the permission. */
  readonly isOpenToSelf: boolean;
  /** The kind of user that the call is about. */
  readonly isKind: (user: UserRow | undefined) => user is Row;
  readonly notFound: ErrorName;
}

/** Whether this is a user, of either kind. */
export const isUser = (user: UserRow | undefined): user is UserRow => user !== undefined;

/**
 * The user, and the caller as one whose call is about the user's own organization: what the rules of one organization
 * then do to the user, they do there.
 *
 * Fails with `notFound`, then, unless the caller is the user and that is enough, with `membershipNotFound`,
 * `permissionLacking` or `permissionOfOtherObject`.
 */
export async function enterOrgOfUser<Row extends UserRow>(
  { storage }: Dependencies,
  caller: Caller,
  id: UserId,
  { permission, isOpenToSelf, isKind, notFound }: UserAccess<Row>,
): Promise<{ readonly user: Row; readonly caller: Caller }> {
  const user = await storage.reader.users.find(everyOrg, id);
  if (!isKind(user)) throw new DomainError(notFound);
  if (!isOpenToSelf || caller.userId !== id) {
    await assertPermittedIn(storage.reader.memberships, caller, user.orgId, permission, id);
  }
  return { user, caller: { ...caller, orgId: user.orgId } };
}
