import {
  type PageOf,
  type ProjectGrantId,
  type ProjectGrantRow,
  type ProjectGrantView,
  type ProjectRow,
  projectGrantId,
  type Transaction,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { stripGroupRoleKeys } from "./group-cascades.ts";
import { appendEvents, type NewEvent, type ObjectDetails } from "./history.ts";
import { assertPermittedOn, isPermittedOn } from "./permissions.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
import {
  findGrantOf,
  isGrantPartner,
  listGrants,
  type ProjectGrantListRequest,
  type ProjectGrantRef,
} from "./project-grant-access.ts";
import { hasRoles } from "./project-roles.ts";
import { haveSameOrder } from "./same-order.ts";
import { removeUserGrants, stripRoleKeys } from "./user-grant-cascades.ts";

/**
 * Rules of project grants. Callers whose permission is limited to single projects or grants can change grants of these
 * only (`permissionOfOtherObject`), and see no others.
 */
export interface ProjectGrants {
  /** A grant that the organization of the call gave or has. Fails with `projectGrantUnknown`. */
  get(caller: Caller, ref: ProjectGrantRef): Promise<ProjectGrantView>;
  /** One page of the grants that the organization of the call gave, by id. Fails with `limitExceeded`. */
  list(caller: Caller, request: ProjectGrantListRequest): Promise<PageOf<ProjectGrantView>>;
  /**
   * Lends roles of a project to another organization. Fails, in this order, with `grantedProjectNotFound`,
   * `grantedOrgNotFound`, `grantedRoleNotFound`, `grantToOwnOrg`, `projectGrantAlreadyExists`.
   */
  add(
    caller: Caller,
    grant: Pick<ProjectGrantRow, "projectId" | "grantedOrgId" | "roleKeys">,
  ): Promise<{ readonly id: ProjectGrantId; readonly details: ObjectDetails }>;
  /**
   * Replaces the role keys, and takes those that go out of every user grant that comes from this one. The same keys in
   * the same order change nothing and succeed. Fails with `projectGrantNotFound`, `grantedRoleNotFound`.
   */
  update(caller: Caller, ref: ProjectGrantRef, roleKeys: readonly string[]): Promise<ObjectDetails>;
  /** Makes a grant inactive; one that is already is a success. Fails with `projectMissing`, `projectGrantNotFound`. */
  deactivate(caller: Caller, ref: ProjectGrantRef): Promise<ObjectDetails>;
  /** Makes a grant active; one that is already is a success. Fails with `projectMissing`, `projectGrantNotFound`. */
  reactivate(caller: Caller, ref: ProjectGrantRef): Promise<ObjectDetails>;
  /** Removes a grant with its members and the user grants that come from it. Fails with `projectGrantNotFound`. */
  remove(caller: Caller, ref: ProjectGrantRef): Promise<ObjectDetails>;
}

/** The rules of project grants. */
export function createProjectGrants(dependencies: Dependencies): ProjectGrants {
  const { storage, clock } = dependencies;
  return {
    async get(caller, ref) {
      const grant = await storage.reader.projectGrants.find(ref.id);
      if (grant?.projectId !== ref.projectId || !isGrantPartner(caller, grant)) {
        throw new DomainError("projectGrantUnknown");
      }
      const isVisible = isPermittedOn(caller.permissions, "project.grant.read", [grant.id, grant.projectId]);
      if (!isVisible) throw new DomainError("projectGrantUnknown");
      return grant;
    },
    list: (caller, request) =>
      listGrants(dependencies, caller, "project.grant.read", [{ kind: "owner", id: caller.orgId }], request),
    async add(caller, { projectId, grantedOrgId, roleKeys }) {
      const id = projectGrantId(dependencies.newId());
      const details = await runCommand(
        dependencies,
        {
          keys: [projectKey(projectId)],
          async run(tx) {
            const project = await tx.projects.lock(scopeOf(caller), projectId);
            if (project === undefined) throw new DomainError("grantedProjectNotFound");
            if ((await tx.orgs.find(grantedOrgId)) === undefined) throw new DomainError("grantedOrgNotFound");
            if (!(await hasRoles(tx, projectId, roleKeys))) throw new DomainError("grantedRoleNotFound");
            assertPermittedOn(caller.permissions, "project.grant.write", [projectId]);
            if (grantedOrgId === project.orgId) throw new DomainError("grantToOwnOrg");
            const timeUs = clock();
            const payload = { grantedOrgId, roleKeys };
            const event = { type: "project.grant.added", projectGrantId: id, payload } as const;
            const sequence = await appendToProject(tx, caller, project, event, timeUs);
            const record = { sequence, creationTimeUs: timeUs, changeTimeUs: timeUs };
            const { orgId } = project;
            await tx.projectGrants.insert({ id, projectId, orgId, grantedOrgId, state: "active", roleKeys, ...record });
            return { sequence, creationTimeUs: timeUs, resourceOwner: orgId };
          },
        },
        { "project-grant": "projectGrantAlreadyExists", reference: "grantedOrgNotFound" },
      );
      return { id, details };
    },
    update: (caller, ref, roleKeys) =>
      runCommand(dependencies, {
        keys: [projectKey(ref.projectId)],
        async run(tx) {
          const { project, grant } = await lockGrant(tx, caller, ref, "project.grant.write");
          if (!(await hasRoles(tx, project.id, roleKeys))) throw new DomainError("grantedRoleNotFound");
          if (haveSameOrder(grant.roleKeys, roleKeys)) return detailsOf(grant);
          const timeUs = clock();
          const event = { type: "project.grant.changed", projectGrantId: grant.id, payload: { roleKeys } } as const;
          const sequence = await appendToProject(tx, caller, project, event, timeUs);
          await tx.projectGrants.update({ ...grant, roleKeys, sequence, changeTimeUs: timeUs });
          const kept: ReadonlySet<string> = new Set(roleKeys);
          const removed: ReadonlySet<string> = new Set(grant.roleKeys.filter((key) => !kept.has(key)));
          if (removed.size > 0) {
            await stripRoleKeys(tx, caller, [{ kind: "project-grant", id: grant.id }], removed, timeUs);
            await stripGroupRoleKeys(tx, caller, groupGrantsOf(grant), removed, timeUs);
          }
          return { sequence, changeTimeUs: timeUs, resourceOwner: grant.orgId };
        },
      }),
    deactivate: (caller, ref) => changeState(dependencies, caller, ref, "inactive"),
    reactivate: (caller, ref) => changeState(dependencies, caller, ref, "active"),
    remove: (caller, ref) =>
      runCommand(dependencies, {
        keys: [projectKey(ref.projectId)],
        async run(tx) {
          const { project, grant } = await lockGrant(tx, caller, ref, "project.grant.delete");
          const timeUs = clock();
          const event = { type: "project.grant.removed", projectGrantId: grant.id } as const;
          const sequence = await appendToProject(tx, caller, project, event, timeUs);
          await removeUserGrants(tx, caller, [{ kind: "project-grant", id: grant.id }], timeUs);
          await stripGroupRoleKeys(tx, caller, groupGrantsOf(grant), "every-key", timeUs);
          await tx.projectGrants.delete(grant.id);
          return { sequence, changeTimeUs: timeUs, resourceOwner: grant.orgId };
        },
      }),
  };
}

async function lockGrant(tx: Transaction, caller: Caller, ref: ProjectGrantRef, permission: string) {
  const project = await tx.projects.lock(scopeOf(caller), ref.projectId);
  if (project === undefined) throw new DomainError("projectGrantNotFound");
  const grant = await findGrantOf(tx, project, ref.id);
  if (grant === undefined) throw new DomainError("projectGrantNotFound");
  assertPermittedOn(caller.permissions, permission, [grant.id, project.id]);
  return { project, grant };
}

async function appendToProject(
  tx: Transaction,
  caller: Caller,
  project: ProjectRow,
  event: NewEvent,
  timeUs: number,
): Promise<number> {
  const sequence = await appendEvents(tx, { caller, timeUs }, projectOccasion(project), [event]);
  await tx.projects.setLastSequence(project.id, sequence);
  return sequence;
}

const changeState = (
  dependencies: Dependencies,
  caller: Caller,
  ref: ProjectGrantRef,
  state: ProjectGrantRow["state"],
): Promise<ObjectDetails> =>
  runCommand(dependencies, {
    keys: [projectKey(ref.projectId)],
    async run(tx) {
      if ((await tx.projects.find(scopeOf(caller), ref.projectId)) === undefined) {
        throw new DomainError("projectMissing");
      }
      const { project, grant } = await lockGrant(tx, caller, ref, "project.grant.write");
      if (grant.state === state) return detailsOf(grant);
      const timeUs = dependencies.clock();
      const type = state === "active" ? "project.grant.reactivated" : "project.grant.deactivated";
      const sequence = await appendToProject(tx, caller, project, { type, projectGrantId: grant.id }, timeUs);
      await tx.projectGrants.update({ ...grant, state, sequence, changeTimeUs: timeUs });
      return { sequence, changeTimeUs: timeUs, resourceOwner: grant.orgId };
    },
  });

/** What groups are granted out of a project grant. */
const groupGrantsOf = ({ id, projectId }: ProjectGrantRow) => ({ projectId, projectGrantId: id, roleKey: undefined });

const detailsOf = ({ sequence, changeTimeUs, orgId }: ProjectGrantRow): ObjectDetails => ({
  sequence,
  changeTimeUs,
  resourceOwner: orgId,
});
