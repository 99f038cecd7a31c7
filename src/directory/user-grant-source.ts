import {
  everyOrg,
  type OrgId,
  type ProjectGrantId,
  type ProjectId,
  type Transaction,
} from "../storage/contract/index.ts";
import { DomainError } from "./errors.ts";
import { findGrantOf, findGrantTo } from "./project-grant-access.ts";
import { hasRoles } from "./project-roles.ts";

/** Where roles on a project come from for an organization: the project itself, or a project grant to it. */
export interface RoleSource {
  readonly projectGrantId: ProjectGrantId | undefined;
  /** Refuses role keys that this source does not have (`userGrantRoleNotFound`). */
  assertRoles(roleKeys: readonly string[]): Promise<void>;
}

/**
 * Where an organization can take roles on this project from; the project is held until the command ends.
 *
 * - Of its own project, the project.
 * - Of another organization's, the project grant to it, also when the request does not name it.
 *
 * Fails with `userGrantProjectNotFound` for a project of its own that was removed, `userGrantSourceNotFound` otherwise.
 */
export async function findRoleSource(
  tx: Transaction,
  orgId: OrgId,
  projectId: ProjectId,
  projectGrantId: ProjectGrantId | undefined,
): Promise<RoleSource> {
  const project = await tx.projects.lock(everyOrg, projectId);
  if (project === undefined) {
    const name = (await wasProjectOf(tx, orgId, projectId)) ? "userGrantProjectNotFound" : "userGrantSourceNotFound";
    throw new DomainError(name);
  }
  if (project.orgId === orgId && projectGrantId === undefined) {
    return {
      projectGrantId: undefined,
      async assertRoles(roleKeys) {
        if (!(await hasRoles(tx, projectId, roleKeys))) throw new DomainError("userGrantRoleNotFound");
      },
    };
  }
  const grant =
    projectGrantId === undefined
      ? await findGrantTo(tx, projectId, orgId)
      : await findGrantOf(tx, project, projectGrantId);
  if (grant?.grantedOrgId !== orgId) throw new DomainError("userGrantSourceNotFound");
  return {
    projectGrantId: grant.id,
    async assertRoles(roleKeys) {
      if (roleKeys.some((key) => !grant.roleKeys.includes(key))) throw new DomainError("userGrantRoleNotFound");
    },
  };
}

/** Whether the organization had this project: its history outlives it. */
async function wasProjectOf(tx: Transaction, orgId: OrgId, id: ProjectId): Promise<boolean> {
  const query = { fromSequence: 0, isAscending: true, limit: 1 };
  const events = await tx.events.list({ ...query, aggregate: { type: "project", id }, resourceOwner: orgId });
  return events.length > 0;
}
