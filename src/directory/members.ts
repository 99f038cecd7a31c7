import {
  type Aggregate,
  everyOrg,
  type InstanceId,
  type MemberFilter,
  type MembershipRow,
  type MembershipScope,
  type MemberView,
  type OrgId,
  type Page,
  type PageOf,
  type ProjectGrantId,
  type Transaction,
  type UserId,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { EventType } from "./event-types.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { haveSameOrder } from "./same-order.ts";
import { userKey } from "./user-aggregate.ts";

/** What is particular about the members of one kind of scope: which roles they can have, events and errors. */
export interface MemberRules {
  readonly add: {
    /** Whether these roles, of which there is at least one, can be given. */
    readonly areRoles: (roles: readonly string[]) => boolean;
    readonly rolesEmpty: ErrorName;
    readonly rolesInvalid: ErrorName;
    readonly userNotFound: ErrorName;
    readonly scopeNotFound: ErrorName;
    readonly alreadyExists: ErrorName;
  };
  readonly update: {
    readonly areRoles: (roles: readonly string[]) => boolean;
    readonly rolesEmpty: ErrorName;
    readonly rolesInvalid: ErrorName;
    readonly notFound: ErrorName;
  };
  readonly events: { readonly added: EventType; readonly changed: EventType; readonly removed: EventType };
}

/** A scope that a command holds, with the aggregate whose history tells of its members. */
export interface MemberHome {
  readonly scope: MembershipScope;
  readonly aggregate: Aggregate;
  readonly resourceOwner: InstanceId | OrgId;
  readonly lastSequence: number;
  /** What else its events tell, for a scope that is one of several in its aggregate. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** The project grant, if it is one: its part of the project's history tells of its members, too. */
  readonly projectGrantId?: ProjectGrantId;
}

/** A scope that members are added to, as a request names it. */
export interface MemberPlace {
  /** Key of the aggregate, under which commands on it wait for each other. */
  readonly key: string;
  /** The scope, held until the command ends; `undefined` when the caller has none such. */
  lock(tx: Transaction): Promise<MemberHome | undefined>;
  /** Raises the aggregate's last sequence. */
  setLastSequence(tx: Transaction, sequence: number): Promise<void>;
}

/** Rules that the members of every scope share. */
export interface Members {
  /**
   * Gives a user, of any organization, roles on the scope. Roles are kept in their order, duplicates included. Fails,
   * in this order, with the rules' `rolesEmpty`, `rolesInvalid`, `userNotFound`, `scopeNotFound`, `alreadyExists`.
   */
  add(caller: Caller, place: MemberPlace, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /**
   * Replaces a member's roles. The same roles in the same order change nothing and succeed; in another order they are
   * a change. Fails with the rules' `rolesEmpty`, `rolesInvalid`, `notFound`.
   */
  update(caller: Caller, place: MemberPlace, userId: UserId, roles: readonly string[]): Promise<ObjectDetails>;
  /** Takes a user's roles on the scope away. For a user that is no member it succeeds, with an owner as its only detail. */
  remove(caller: Caller, place: MemberPlace, userId: UserId): Promise<ObjectDetails>;
}

/** The rules of the members of one kind of scope. */
export function createMembers(dependencies: Dependencies, rules: MemberRules): Members {
  const { clock } = dependencies;
  return {
    add: (caller, place, userId, roles) =>
      runCommand(
        dependencies,
        {
          keys: [place.key, userKey(userId)],
          async run(tx) {
            assertRoles(roles, rules.add);
            if ((await tx.users.find(everyOrg, userId)) === undefined) throw new DomainError(rules.add.userNotFound);
            const home = await place.lock(tx);
            if (home === undefined) throw new DomainError(rules.add.scopeNotFound);
            if ((await tx.memberships.find(home.scope, userId)) !== undefined) {
              throw new DomainError(rules.add.alreadyExists);
            }
            const timeUs = clock();
            const event = {
              type: rules.events.added,
              projectGrantId: home.projectGrantId,
              payload: { ...home.facts, userId, roles },
            };
            const sequence = await appendEvents(tx, { caller, timeUs }, home, [event]);
            const { scope, resourceOwner } = home;
            const record = { sequence, creationTimeUs: timeUs, changeTimeUs: timeUs };
            await tx.memberships.insert({ scope, userId, resourceOwner, roles, ...record });
            await place.setLastSequence(tx, sequence);
            return { sequence, creationTimeUs: timeUs, resourceOwner };
          },
        },
        { membership: rules.add.alreadyExists, reference: rules.add.userNotFound },
      ),
    update: (caller, place, userId, roles) =>
      runCommand(dependencies, {
        keys: [place.key, userKey(userId)],
        async run(tx) {
          assertRoles(roles, rules.update);
          const home = await place.lock(tx);
          if (home === undefined) throw new DomainError(rules.update.notFound);
          const member = await tx.memberships.find(home.scope, userId);
          if (member === undefined) throw new DomainError(rules.update.notFound);
          if (haveSameOrder(member.roles, roles)) return detailsOf(member);
          const timeUs = clock();
          const event = {
            type: rules.events.changed,
            projectGrantId: home.projectGrantId,
            payload: { ...home.facts, userId, roles },
          };
          const sequence = await appendEvents(tx, { caller, timeUs }, home, [event]);
          await tx.memberships.update({ ...member, roles, sequence, changeTimeUs: timeUs });
          await place.setLastSequence(tx, sequence);
          return { sequence, changeTimeUs: timeUs, resourceOwner: home.resourceOwner };
        },
      }),
    remove: (caller, place, userId) =>
      runCommand(dependencies, {
        keys: [place.key, userKey(userId)],
        async run(tx) {
          const home = await place.lock(tx);
          if (home === undefined) return { resourceOwner: caller.orgId };
          const { scope, resourceOwner } = home;
          if ((await tx.memberships.find(scope, userId)) === undefined) return { resourceOwner };
          const timeUs = clock();
          const event = {
            type: rules.events.removed,
            projectGrantId: home.projectGrantId,
            payload: { ...home.facts, userId },
          };
          const sequence = await appendEvents(tx, { caller, timeUs }, home, [event]);
          await tx.memberships.delete(scope, userId);
          await place.setLastSequence(tx, sequence);
          return { sequence, changeTimeUs: timeUs, resourceOwner };
        },
      }),
  };
}

const assertRoles = (
  roles: readonly string[],
  rules: Pick<MemberRules["update"], "areRoles" | "rolesEmpty" | "rolesInvalid">,
): void => {
  if (roles.length === 0) throw new DomainError(rules.rolesEmpty);
  if (!rules.areRoles(roles)) throw new DomainError(rules.rolesInvalid);
};

const detailsOf = ({ sequence, changeTimeUs, resourceOwner }: MembershipRow): ObjectDetails => ({
  sequence,
  changeTimeUs,
  resourceOwner,
});

/** Which members of a scope to list. */
export interface MemberListRequest {
  /** All must hold. */
  readonly filters: readonly MemberFilter[];
  readonly page: Page;
}

/** One page of a scope's members, by user id; none for a scope that is not there. Fails with `limitExceeded`. */
export async function listMembers(
  { storage }: Dependencies,
  scope: MembershipScope | undefined,
  { filters, page }: MemberListRequest,
): Promise<PageOf<MemberView>> {
  const verified = verifyPage(page);
  if (scope === undefined) return { items: [], total: 0 };
  return storage.reader.memberships.listMembers(scope, filters, verified);
}
