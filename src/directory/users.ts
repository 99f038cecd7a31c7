import { everyOrg, type PageOf, type UserId, type UserListQuery, type UserRow } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { userKey } from "./user-aggregate.ts";
import { assertUserFilters } from "./user-filters.ts";
import { renameUser } from "./user-name.ts";
import { removeUser } from "./user-removal.ts";
import { changeUserState, stateRules } from "./user-states.ts";

/** Which users of the caller's organization to list. */
export type UserListRequest = Omit<UserListQuery, "scope">;

/** Rules that humans and machines share. */
export interface Users {
  /** The user. Fails with `userNotFound`, or `userOfOtherOrg` when another organization has it. */
  get(caller: Caller, id: UserId): Promise<UserRow>;
  /** The user of any organization with this login name, case aside. Fails with `userNotFound`. */
  getByLoginName(loginName: string): Promise<UserRow>;
  /** One page of the organization's users. Fails with `limitExceeded`, `filterInvalid` or `filterTooDeep`. */
  list(caller: Caller, request: UserListRequest): Promise<PageOf<UserRow>>;
  /**
   * Whether no user of the instance has this user name or this email address, compared exactly. True when neither is
   * given: user names are unique in the instance, so every organization is looked at.
   */
  isUnique(identity: { readonly userName: string; readonly email: string }): Promise<boolean>;
  /**
   * Gives a user, human or machine, another name, trimmed.
   * Fails with `userNameBlank`, `userNameNotFound`, `userNameNotChanged` (compared with regard to case),
   * `userNameDomainReserved`, `userAlreadyExists`.
   */
  rename(caller: Caller, id: UserId, userName: string): Promise<ObjectDetails>;
  /**
   * Makes an active or locked user inactive and ends its tokens for good.
   * Fails with `userDeactivateNotFound`, `userDeactivateInitial`, `userDeactivateState`.
   */
  deactivate(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /** Makes an inactive user active. Fails with `userReactivateNotFound`, `userReactivateState`. */
  reactivate(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /** Locks an active or initial user and ends its tokens for good. Fails with `userLockNotFound`, `userLockState`. */
  lock(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /** Makes a locked user active. Fails with `userUnlockNotFound`, `userUnlockState`. */
  unlock(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /**
   * Removes the user, all that is its own, and its grants, memberships and places in groups everywhere; its history
   * stays. The details are those of the last event, which may be that of a grant, membership or group.
   * Fails with `userRemoveNotFound`.
   */
  remove(caller: Caller, id: UserId): Promise<ObjectDetails>;
}

/** The names the user can log in with, the preferred one first. */
export const loginNamesOf = (user: UserRow): readonly [string, ...string[]] => [user.userName];

/** The name to show for a user. */
export const displayNameOf = (user: UserRow): string =>
  user.kind.type === "human" ? user.kind.displayName : user.kind.name;

/** The user. Fails with `userNotFound`, or `userOfOtherOrg` when another organization has it. */
export async function getUser({ storage }: Dependencies, caller: Caller, id: UserId): Promise<UserRow> {
  const user = await storage.reader.users.find(scopeOf(caller), id);
  if (user !== undefined) return user;
  const existsElsewhere = (await storage.reader.users.find(everyOrg, id)) !== undefined;
  throw new DomainError(existsElsewhere ? "userOfOtherOrg" : "userNotFound");
}

/** The rules of users. */
export function createUsers(dependencies: Dependencies): Users {
  const { storage } = dependencies;
  return {
    get: (caller, id) => getUser(dependencies, caller, id),
    async getByLoginName(loginName) {
      // Without a domain policy a user's only login name is its user name.
      const user = await storage.reader.users.findByUserName(everyOrg, loginName);
      if (user === undefined) throw new DomainError("userNotFound");
      return user;
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
    rename: (caller, id, userName) => renameUser(dependencies, caller, id, userName),
    deactivate: (caller, id) => changeUserState(dependencies, caller, id, stateRules.v1.deactivate),
    reactivate: (caller, id) => changeUserState(dependencies, caller, id, stateRules.v1.reactivate),
    lock: (caller, id) => changeUserState(dependencies, caller, id, stateRules.v1.lock),
    unlock: (caller, id) => changeUserState(dependencies, caller, id, stateRules.v1.unlock),
    remove: (caller, id) =>
      runCommand(dependencies, { keys: [userKey(id)], run: (tx) => removeUser(tx, caller, id, dependencies.clock()) }),
  };
}
