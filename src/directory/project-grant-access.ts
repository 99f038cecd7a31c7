import type {
  OrgId,
  Page,
  PageOf,
  ProjectGrantFilter,
  ProjectGrantId,
  ProjectGrantRow,
  ProjectGrantView,
  ProjectId,
  ProjectRow,
  Transaction,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyPage } from "./paging.ts";
import { limitsOf } from "./permissions.ts";

/** Which project grants to list. */
export interface ProjectGrantListRequest {
  /** All must hold. */
  readonly filters: readonly ProjectGrantFilter[];
  readonly page: Page;
}

/** A project grant as a request names it: with its project. */
export interface ProjectGrantRef {
  readonly projectId: ProjectId;
  readonly id: ProjectGrantId;
}

/** Whether the organization of the call gave the grant or has it. */
export const isGrantPartner = (caller: Caller, grant: ProjectGrantRow): boolean =>
  grant.orgId === caller.orgId || grant.grantedOrgId === caller.orgId;

/**
 * One page of the grants for which all filters hold, as far as the caller's permission is good for them: for those
 * grants or for their projects.
 */
export async function listGrants(
  { storage }: Dependencies,
  caller: Caller,
  permission: string,
  own: readonly ProjectGrantFilter[],
  { filters, page }: ProjectGrantListRequest,
): Promise<PageOf<ProjectGrantView>> {
  const verified = verifyPage(page);
  const limits = limitsOf(caller.permissions, permission);
  if (limits === undefined) return storage.reader.projectGrants.list([...own, ...filters], verified);
  // Who is limited to single objects sees few of them, so the page is cut here.
  const all = await storage.reader.projectGrants.listAll([...own, ...filters]);
  const visible = all.filter(({ id, projectId }) => limits.has(id) || limits.has(projectId));
  return { items: visible.slice(verified.offset, verified.offset + verified.limit), total: visible.length };
}

/** The grant, if it is one of this project. */
export async function findGrantOf(
  tx: Transaction,
  project: ProjectRow,
  id: ProjectGrantId,
): Promise<ProjectGrantView | undefined> {
  const grant = await tx.projectGrants.find(id);
  return grant?.projectId === project.id ? grant : undefined;
}

/** The grant of this project to an organization. */
export async function findGrantTo(
  tx: Transaction,
  projectId: ProjectId,
  grantedOrgId: OrgId,
): Promise<ProjectGrantView | undefined> {
  const filters = [
    { kind: "project", id: projectId },
    { kind: "granted-org", id: grantedOrgId },
  ] as const;
  return (await tx.projectGrants.listAll(filters))[0];
}
