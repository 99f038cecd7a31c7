import {
  everyOrg,
  type OrgId,
  type Page,
  type PageOf,
  type ProjectGrantId,
  type ProjectId,
  type Transaction,
  type UserGrantFilter,
  type UserGrantId,
  type UserGrantRow,
  type UserGrantView,
  type UserId,
  userGrantId,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { type ConstraintErrors, runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { assertPermittedOn, isPermittedOn, permissionsIn } from "./permissions.ts";
import { projectKey } from "./project-aggregate.ts";
import { haveSameOrder } from "./same-order.ts";
import { userKey } from "./user-aggregate.ts";
import { recordRemoval, userGrantOccasion, userGrantPayload } from "./user-grant-cascades.ts";
import { findRoleSource } from "./user-grant-source.ts";

/** Roles to give to a user. */
export interface NewUserGrant {
  readonly userId: UserId;
  readonly projectId: ProjectId;
  /** The project grant that the roles come from; found by itself when it is not given. */
  readonly projectGrantId: ProjectGrantId | undefined;
  readonly roleKeys: readonly string[];
}

/** Which user grants to list. */
export interface UserGrantListRequest {
  /** All must hold. */
  readonly filters: readonly UserGrantFilter[];
  /** Whether to list what other organizations gave on projects of the organization of the call, too. */
  readonly isWithGranted: boolean;
  readonly page: Page;
}

/**
 * Rules of user grants. Callers whose permission is limited to single projects or project grants can write those on
 * these only (`userGrantNotPermitted`).
 */
export interface UserGrants {
  /** A grant that the organization of the call gave. Fails with `userGrantUnknown`. */
  get(caller: Caller, id: UserGrantId): Promise<UserGrantView>;
  /** One page of the grants that the organization of the call gave, by id. Fails with `limitExceeded`. */
  list(caller: Caller, request: UserGrantListRequest): Promise<PageOf<UserGrantView>>;
  /**
   * Gives a user, of any organization, roles on a project that the organization of the call owns or was granted. No
   * roles at all are allowed, and so are inactive projects and project grants. Fails, in this order, with
   * `userGrantNotPermitted`, `userGrantUserNotFound`, `userGrantProjectNotFound`, `userGrantSourceNotFound`,
   * `userGrantRoleNotFound`, `userGrantAlreadyExists`.
   */
  add(caller: Caller, grant: NewUserGrant): Promise<{ readonly id: UserGrantId; readonly details: ObjectDetails }>;
  /**
   * Replaces the role keys of a grant, whichever organization gave it: for one of another, the caller's roles there
   * decide. The same keys in the same order are refused. Fails with `userGrantChangeNotFound`,
   * `userGrantNotPermitted` (`membershipNotFound`, `permissionLacking`, `permissionOfOtherObject` in another
   * organization), `userGrantNotChanged`, `userGrantRoleNotFound`.
   */
  update(caller: Caller, id: UserGrantId, roleKeys: readonly string[]): Promise<ObjectDetails>;
  /** Makes a grant inactive; one that is already is a success. Fails with `userGrantChangeNotFound`. */
  deactivate(caller: Caller, id: UserGrantId): Promise<ObjectDetails>;
  /** Makes a grant active; one that is already is a success. Fails with `userGrantReactivateNotFound`. */
  reactivate(caller: Caller, id: UserGrantId): Promise<ObjectDetails>;
  /** Removes a grant; its history stays. Fails with `userGrantRemoveNotFound`. */
  remove(caller: Caller, id: UserGrantId): Promise<ObjectDetails>;
  /** Removes grants, all or none. Fails with `userGrantIdsEmpty`, `userGrantRemoveNotFound`. */
  removeAll(caller: Caller, ids: readonly UserGrantId[]): Promise<void>;
}

const constraintErrors: ConstraintErrors = {
  "user-grant": "userGrantAlreadyExists",
  reference: "userGrantUserNotFound",
};

/** The rules of user grants. */
export function createUserGrants(dependencies: Dependencies): UserGrants {
  const { storage, clock } = dependencies;

  /** Keys of everything that these grants are about; `undefined` stands for one that is not there. */
  const keysOf = async (ids: readonly UserGrantId[]): Promise<readonly string[]> => {
    const grants = await Promise.all(ids.map((id) => storage.reader.userGrants.find(id)));
    const keys = grants.flatMap((grant) => (grant ? [projectKey(grant.projectId), userKey(grant.userId)] : []));
    return [...new Set(keys)];
  };

  const changeState = async (caller: Caller, id: UserGrantId, state: UserGrantRow["state"], notFound: ErrorName) =>
    runCommand(dependencies, {
      keys: await keysOf([id]),
      async run(tx) {
        const grant = await lockOwn(tx, caller, id, "user.grant.write", notFound);
        if (grant.state === state) return detailsOf(grant);
        const type = state === "active" ? "user.grant.reactivated" : "user.grant.deactivated";
        const timeUs = clock();
        const sequence = await appendEvents(tx, { caller, timeUs }, userGrantOccasion(grant), [{ type }]);
        await tx.userGrants.update([{ ...grant, state, update: { sequence, changeTimeUs: timeUs } }]);
        return { sequence, changeTimeUs: timeUs, resourceOwner: grant.orgId };
      },
    });

  return {
    async get(caller, id) {
      const grant = await storage.reader.userGrants.find(id);
      if (grant?.orgId !== caller.orgId) throw new DomainError("userGrantUnknown");
      return grant;
    },
    list(caller, { filters, isWithGranted, page }) {
      const kind = isWithGranted ? "owner-or-project-owner" : "owner";
      return storage.reader.userGrants.list([{ kind, id: caller.orgId }, ...filters], verifyPage(page));
    },
    async add(caller, { userId, projectId, projectGrantId, roleKeys }) {
      const id = userGrantId(dependencies.newId());
      const details = await runCommand(
        dependencies,
        {
          keys: [projectKey(projectId), userKey(userId)],
          async run(tx) {
            assertPermitted(caller, "user.grant.write", projectGrantId, projectId);
            if ((await tx.users.find(everyOrg, userId)) === undefined) throw new DomainError("userGrantUserNotFound");
            const source = await findRoleSource(tx, caller.orgId, projectId, projectGrantId);
            await source.assertRoles(roleKeys);
            const timeUs = clock();
            const grant: UserGrantRow = {
              ...{ id, userId, projectId, roleKeys, projectGrantId: source.projectGrantId },
              orgId: caller.orgId,
              state: "active",
              sequence: 1,
              lastSequence: 1,
              creationTimeUs: timeUs,
              changeTimeUs: timeUs,
            };
            await tx.userGrants.insert(grant);
            const occasion = { ...userGrantOccasion(grant), lastSequence: 0 };
            const payload = { ...userGrantPayload(grant), roleKeys };
            await appendEvents(tx, { caller, timeUs }, occasion, [{ type: "user.grant.added", payload }]);
            return { sequence: 1, creationTimeUs: timeUs, resourceOwner: caller.orgId };
          },
        },
        constraintErrors,
      );
      return { id, details };
    },
    async update(caller, id, roleKeys) {
      return runCommand(dependencies, {
        keys: await keysOf([id]),
        async run(tx) {
          const grant = await lockGrant(tx, id);
          if (grant === undefined) throw new DomainError("userGrantChangeNotFound");
          const { orgId, projectId, projectGrantId } = grant;
          await assertPermittedInOrg(tx, caller, orgId, projectGrantId, projectId);
          if (haveSameOrder(grant.roleKeys, roleKeys)) throw new DomainError("userGrantNotChanged");
          const source = await findRoleSource(tx, orgId, projectId, projectGrantId);
          await source.assertRoles(roleKeys);
          const timeUs = clock();
          const event = { type: "user.grant.changed", payload: { roleKeys } } as const;
          const sequence = await appendEvents(tx, { caller, timeUs }, userGrantOccasion(grant), [event]);
          await tx.userGrants.update([{ ...grant, roleKeys, update: { sequence, changeTimeUs: timeUs } }]);
          return { sequence, changeTimeUs: timeUs, resourceOwner: orgId };
        },
      });
    },
    deactivate: (caller, id) => changeState(caller, id, "inactive", "userGrantChangeNotFound"),
    reactivate: (caller, id) => changeState(caller, id, "active", "userGrantReactivateNotFound"),
    async remove(caller, id) {
      return runCommand(dependencies, {
        keys: await keysOf([id]),
        async run(tx) {
          const grant = await lockOwn(tx, caller, id, "user.grant.delete", "userGrantRemoveNotFound");
          const timeUs = clock();
          await recordRemoval(tx, caller, [grant], "user.grant.removed", timeUs);
          return { sequence: grant.lastSequence + 1, changeTimeUs: timeUs, resourceOwner: grant.orgId };
        },
      });
    },
    async removeAll(caller, ids) {
      if (ids.length === 0) throw new DomainError("userGrantIdsEmpty");
      const distinct = [...new Set(ids)];
      await runCommand(dependencies, {
        keys: await keysOf(distinct),
        async run(tx) {
          const grants = await tx.userGrants.lockAll(distinct);
          if (grants.length < distinct.length) throw new DomainError("userGrantRemoveNotFound");
          for (const grant of grants) assertOwn(caller, grant, "user.grant.delete", "userGrantRemoveNotFound");
          await recordRemoval(tx, caller, grants, "user.grant.removed", clock());
        },
      });
    },
  };
}

/** The grant, held together with its project, whose roles must not go meanwhile. */
async function lockGrant(tx: Transaction, id: UserGrantId): Promise<UserGrantRow | undefined> {
  const found = await tx.userGrants.find(id);
  if (found === undefined) return undefined;
  await tx.projects.lock(everyOrg, found.projectId);
  return tx.userGrants.lock(id);
}

async function lockOwn(
  tx: Transaction,
  caller: Caller,
  id: UserGrantId,
  permission: string,
  notFound: ErrorName,
): Promise<UserGrantRow> {
  const grant = await tx.userGrants.lock(id);
  if (grant === undefined) throw new DomainError(notFound);
  assertOwn(caller, grant, permission, notFound);
  return grant;
}

function assertOwn(caller: Caller, grant: UserGrantRow, permission: string, notFound: ErrorName): void {
  if (grant.orgId !== caller.orgId) throw new DomainError(notFound);
  assertPermitted(caller, permission, grant.projectGrantId, grant.projectId);
}

function assertPermitted(
  caller: Caller,
  permission: string,
  projectGrantId: ProjectGrantId | undefined,
  projectId: ProjectId,
): void {
  const ids = projectGrantId === undefined ? [projectId] : [projectGrantId, projectId];
  if (!isPermittedOn(caller.permissions, permission, ids)) throw new DomainError("userGrantNotPermitted");
}

async function assertPermittedInOrg(
  tx: Transaction,
  caller: Caller,
  orgId: OrgId,
  projectGrantId: ProjectGrantId | undefined,
  projectId: ProjectId,
): Promise<void> {
  if (caller.permissions === "all" || orgId === caller.orgId) {
    assertPermitted(caller, "user.grant.write", projectGrantId, projectId);
    return;
  }
  const permissions = await permissionsIn(tx.memberships, caller.userId, orgId);
  const ids = projectGrantId === undefined ? [projectId] : [projectGrantId, projectId];
  assertPermittedOn(permissions, "user.grant.write", ids);
}

const detailsOf = ({ sequence, changeTimeUs, orgId }: UserGrantRow): ObjectDetails => ({
  sequence,
  changeTimeUs,
  resourceOwner: orgId,
});
