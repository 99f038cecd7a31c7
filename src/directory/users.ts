import { everyOrg, type PageOf, type UserId, type UserListQuery, type UserRow } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { userKey } from "./user-aggregate.ts";
import { assertUserFilters } from "./user-filters.ts";
import { removeUser } from "./user-removal.ts";
import { changeUserState, lockRule, unlockRule } from "./user-states.ts";

/** Which users of the caller's organization to list. */
export type UserListRequest = Omit<UserListQuery, "scope">;

/** Rules that humans and machines share. */
export interface Users {
  /** The user. Fails with `userNotFound`, or `userOfOtherOrg` when another organization has it. */
  get(caller: Caller, id: UserId): Promise<UserRow>;
  /** One page of the organization's users. Fails with `limitExceeded`, `filterInvalid` or `filterTooDeep`. */
  list(caller: Caller, request: UserListRequest): Promise<PageOf<UserRow>>;
  /**
   * Whether no user of the instance has this user name or this email address, compared exactly. True when neither is
   * given: user names are unique in the instance, so every organization is looked at.
   */
  isUnique(identity: { readonly userName: string; readonly email: string }): Promise<boolean>;
  /** Locks an active or initial user and ends its tokens for good. Fails with `userLockNotFound`, `userLockState`. */
  lock(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /** Makes a locked user active. Fails with `userUnlockNotFound`, `userUnlockState`. */
  unlock(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /**
   * Removes the user, its tokens and its memberships everywhere; its history stays. The details are those of the last
   * event, which may be that of a membership. Fails with `userRemoveNotFound`.
   */
  remove(caller: Caller, id: UserId): Promise<ObjectDetails>;
}

/** The names the user can log in with, the preferred one first. */
export const loginNamesOf = (user: UserRow): readonly [string, ...string[]] => [user.userName];

/** The name to show for a user. */
export const displayNameOf = (user: UserRow): string =>
  user.kind.type === "human" ? user.kind.displayName : user.kind.name;

/** The rules of users. */
export function createUsers(dependencies: Dependencies): Users {
  const { storage } = dependencies;
  return {
    async get(caller, id) {
      const user = await storage.reader.users.find(scopeOf(caller), id);
      if (user !== undefined) return user;
      const existsElsewhere = (await storage.reader.users.find(everyOrg, id)) !== undefined;
      throw new DomainError(existsElsewhere ? "userOfOtherOrg" : "userNotFound");
    },
    async list(caller, request) {
      assertUserFilters(request.filters);
      return storage.reader.users.list({ ...request, page: verifyPage(request.page), scope: scopeOf(caller) });
    },
    async isUnique({ userName, email }) {
      const isTaken = await storage.reader.users.existsWith(everyOrg, {
        ...(userName === "" ? {} : { userName }),
        ...(email === "" ? {} : { email }),
      });
      return !isTaken;
    },
    lock: (caller, id) => changeUserState(dependencies, caller, id, lockRule),
    unlock: (caller, id) => changeUserState(dependencies, caller, id, unlockRule),
    remove: (caller, id) =>
      runCommand(dependencies, { keys: [userKey(id)], run: (tx) => removeUser(tx, caller, id, dependencies.clock()) }),
  };
}
