import type { OrgId, PageOf, ProjectGrantView, ProjectRoleRow } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { verifyPage } from "./paging.ts";
import { listGrants, type ProjectGrantListRequest, type ProjectGrantRef } from "./project-grant-access.ts";
import type { ProjectRoleListRequest } from "./project-roles.ts";

/** The projects that other organizations have granted to that of the call. */
export interface GrantedProjects {
  /** One grant to the organization of the call. Fails with `projectGrantUnknown`. */
  get(caller: Caller, ref: ProjectGrantRef): Promise<ProjectGrantView>;
  /**
   * One page of the grants to the organization of the call, by id; a caller whose permission is limited to single
   * projects or grants sees these only. Fails with `limitExceeded`.
   */
  list(caller: Caller, request: ProjectGrantListRequest): Promise<PageOf<ProjectGrantView>>;
  /**
   * One page of the roles that a grant lends, by key, with the organization that owns them. Fails with
   * `projectGrantUnknown`, `limitExceeded`.
   */
  listRoles(
    caller: Caller,
    ref: ProjectGrantRef,
    request: ProjectRoleListRequest,
  ): Promise<{ readonly orgId: OrgId; readonly roles: PageOf<ProjectRoleRow> }>;
}

/** The projects that other organizations have granted. */
export function createGrantedProjects(dependencies: Dependencies): GrantedProjects {
  const { reader } = dependencies.storage;
  const get = async (caller: Caller, ref: ProjectGrantRef) => {
    const grant = await reader.projectGrants.find(ref.id);
    if (grant?.grantedOrgId !== caller.orgId || grant.projectId !== ref.projectId) {
      throw new DomainError("projectGrantUnknown");
    }
    return grant;
  };
  return {
    get,
    list: (caller, request) =>
      listGrants(dependencies, caller, "project.read", [{ kind: "granted-org", id: caller.orgId }], request),
    async listRoles(caller, ref, { keys, displayNames, page }) {
      const verified = verifyPage(page);
      const { orgId, projectId, roleKeys } = await get(caller, ref);
      const query = { projectId, onlyKeys: roleKeys, keys, displayNames, page: verified };
      return { orgId, roles: await reader.projectRoles.list(query) };
    },
  };
}
