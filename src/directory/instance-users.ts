import { everyOrg, type MetadataRow, type PageOf, type UserId, type UserRow } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { updateHuman, verifyHumanUpdate } from "./human-update.ts";
import { updateMachine } from "./machines.ts";
import { createMetadata, type MetadataEntry, type MetadataListRequest, userOwner } from "./metadata.ts";
import { verifyPage } from "./paging.ts";
import { isPermittedIn, orgsPermitting } from "./permissions.ts";
import { enterOrgOfUser, isUser } from "./user-access.ts";
import { isHuman, userKey } from "./user-aggregate.ts";
import { assertUserFilters } from "./user-filters.ts";
import { removeUser } from "./user-removal.ts";
import { changeUserState, stateRules, type Transition } from "./user-states.ts";
import type { UserListRequest } from "./users.ts";

/**
 * Rules of users of the whole instance: what a caller may do to one is decided in the user's own organization, whatever
 * the organization of the call. Users may do to themselves what is not said to need the permission.
 *
 * Every rule about one user fails, after its own "not found", with `membershipNotFound`, `permissionLacking` or
 * `permissionOfOtherObject`.
 */
export interface InstanceUsers {
  /** The user. Fails with `userNotFound`. */
  get(caller: Caller, id: UserId): Promise<UserRow>;
  /**
   * One page of the users that the caller may read, itself included; the total counts no others.
   * Fails with `limitExceeded`, `filterInvalid` or `filterTooDeep`.
   */
  list(caller: Caller, request: UserListRequest): Promise<PageOf<UserRow>>;
  /**
   * Gives a user of either kind another name; the one it has is no change.
   * Fails with `userNameBlank`, `userV2UpdateNotFound`, `userNameDomainReserved`, `userAlreadyExists`.
   */
  rename(caller: Caller, id: UserId, userName: string | undefined): Promise<ObjectDetails>;
  /** Takes the user through a transition. Fails with the errors of `stateRules.v2`. */
  changeState(caller: Caller, id: UserId, transition: Transition): Promise<ObjectDetails>;
  /** Removes the user as {@link removeUser} says. Fails with `userV2RemoveNotFound`. */
  remove(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /** Stores entries of metadata; also one's own only with the permission, as others act on them. Fails with `metadataListEmpty`, `metadataUserNotFound`. */
  setMetadata(caller: Caller, id: UserId, entries: readonly MetadataEntry[]): Promise<ObjectDetails>;
  /** One page of the metadata; none of a user that is not there or that the caller may not read. */
  listMetadata(caller: Caller, id: UserId, request: MetadataListRequest): Promise<PageOf<MetadataRow>>;
  /** Removes entries, all or none. Fails with `metadataListEmpty`, `metadataUserNotFound`, `userMetadataKeysNotFound`. */
  removeMetadata(caller: Caller, id: UserId, keys: readonly string[]): Promise<ObjectDetails>;
}

/** The rules of users of the whole instance. */
export function createInstanceUsers(dependencies: Dependencies): InstanceUsers {
  const { storage, clock } = dependencies;
  const metadata = createMetadata(dependencies);
  const write = { permission: "user.write", isKind: isUser } as const;
  // Metadata often says what a user may do elsewhere, so users do not write their own.
  const writeMetadata = { ...write, isOpenToSelf: false, notFound: "metadataUserNotFound" } as const;
  return {
    async get(caller, id) {
      const access = { permission: "user.read", isOpenToSelf: true, isKind: isUser, notFound: "userNotFound" } as const;
      return (await enterOrgOfUser(dependencies, caller, id, access)).user;
    },
    async list(caller, request) {
      assertUserFilters(request.filters);
      const page = verifyPage(request.page);
      const orgs =
        caller.permissions === "all"
          ? undefined
          : orgsPermitting(await storage.reader.memberships.listOfUser(caller.userId), "user.read");
      const readable = {
        kind: "or",
        filters: [
          { kind: "ids", ids: [caller.userId] },
          { kind: "orgs", ids: orgs ?? [] },
        ],
      } as const;
      const filters = orgs === undefined ? request.filters : [...request.filters, readable];
      return storage.reader.users.list({ ...request, filters, page, scope: everyOrg });
    },
    async rename(caller, id, userName) {
      const update = verifyHumanUpdate({ userName });
      const notFound = "userV2UpdateNotFound";
      const { user, caller: inside } = await enterOrgOfUser(dependencies, caller, id, {
        ...write,
        isOpenToSelf: true,
        notFound,
      });
      return isHuman(user)
        ? (await updateHuman(dependencies, inside, user, update, notFound)).details
        : updateMachine(dependencies, inside, id, { userName }, notFound);
    },
    async changeState(caller, id, transition) {
      const rule = stateRules.v2[transition];
      const access = { ...write, isOpenToSelf: true, notFound: rule.notFound };
      return changeUserState(dependencies, (await enterOrgOfUser(dependencies, caller, id, access)).caller, id, rule);
    },
    async remove(caller, id) {
      const notFound = "userV2RemoveNotFound";
      const access = { permission: "user.delete", isOpenToSelf: true, isKind: isUser, notFound } as const;
      const { caller: inside } = await enterOrgOfUser(dependencies, caller, id, access);
      return runCommand(dependencies, {
        keys: [userKey(id)],
        run: (tx) => removeUser(tx, inside, id, clock(), notFound),
      });
    },
    async setMetadata(caller, id, entries) {
      if (entries.length === 0) throw new DomainError("metadataListEmpty");
      const { caller: inside } = await enterOrgOfUser(dependencies, caller, id, writeMetadata);
      return metadata.set(inside, userOwner(id), entries);
    },
    async listMetadata(caller, id, request) {
      const nothing = { items: [], total: 0 };
      verifyPage(request.page);
      const user = await storage.reader.users.find(everyOrg, id);
      if (user === undefined) return nothing;
      const { memberships } = storage.reader;
      const isReadable =
        caller.userId === id || (await isPermittedIn(memberships, caller, user.orgId, "user.read", id));
      return isReadable ? metadata.list({ ...caller, orgId: user.orgId }, userOwner(id), request) : nothing;
    },
    async removeMetadata(caller, id, keys) {
      if (keys.length === 0) throw new DomainError("metadataListEmpty");
      const { caller: inside } = await enterOrgOfUser(dependencies, caller, id, writeMetadata);
      return metadata.removeMany(inside, userOwner(id), keys);
    },
  };
}
