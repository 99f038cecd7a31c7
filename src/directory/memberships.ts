import type { MembershipFilter, MembershipView, Page, PageOf, UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyPage } from "./paging.ts";
import { type HeldPermission, permissionsIn, permissionsOf } from "./permissions.ts";

/** Which of a user's memberships to list. */
export interface MembershipListRequest {
  /** All must hold. */
  readonly filters: readonly MembershipFilter[];
  readonly page: Page;
}

/** Where users are members. */
export interface Memberships {
  /**
   * One page of a user's memberships on the instance and on what the organization of the call owns, by scope; none for
   * a user that does not exist. Fails with `limitExceeded`.
   */
  list(caller: Caller, userId: UserId, request: MembershipListRequest): Promise<PageOf<MembershipView>>;
  /** One page of the caller's own memberships, in every organization, by scope. Fails with `limitExceeded`. */
  listOwn(caller: Caller, request: MembershipListRequest): Promise<PageOf<MembershipView>>;
  /** The memberships of these users on whatever the organization of the call owns, by user and scope. */
  listOfUsers(caller: Caller, userIds: readonly UserId[]): Promise<readonly MembershipView[]>;
  /** What the caller may do in the organization of the call, each permission once; nothing for one without roles. */
  listOwnPermissions(caller: Caller): Promise<readonly HeldPermission[]>;
  /**
   * The caller with what it may do in the organization of the call, for calls that authorization has not asked about.
   * Fails with `membershipNotFound` for one who has no role there.
   */
  enter(caller: Caller): Promise<Caller>;
}

/** The kinds of scope that lists show; memberships on the others belong to other interfaces, which list them themselves. */
const listedScopes: MembershipFilter = { kind: "scope-types", types: ["instance", "org", "project", "project-grant"] };

/** The rules of memberships. */
export function createMemberships({ storage }: Dependencies): Memberships {
  const { memberships, instance } = storage.reader;
  return {
    async list(caller, userId, { filters, page }) {
      const root = await instance.find();
      const resourceOwners = root === undefined ? [caller.orgId] : [root.id, caller.orgId];
      return memberships.list({ userId, resourceOwners, filters: [...filters, listedScopes], page: verifyPage(page) });
    },
    listOwn: ({ userId }, { filters, page }) =>
      memberships.list({
        userId,
        resourceOwners: undefined,
        filters: [...filters, listedScopes],
        page: verifyPage(page),
      }),
    listOfUsers: ({ orgId }, userIds) => memberships.listOfUsersIn(userIds, orgId),
    async listOwnPermissions({ userId, orgId }) {
      const held = permissionsOf(await memberships.listOfUserIn(userId, orgId));
      const distinct = new Map(held.map((grant) => [`${grant.permission}:${grant.onlyOn ?? ""}`, grant]));
      return [...distinct.values()];
    },
    async enter(caller) {
      if (caller.permissions === "all") return caller;
      return { ...caller, permissions: await permissionsIn(memberships, caller.userId, caller.orgId) };
    },
  };
}
