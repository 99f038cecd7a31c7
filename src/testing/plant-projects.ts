import type { OrgId, ProjectGrantId, ProjectId } from "../directory/model.ts";
import type { Ground } from "./ground.ts";
import type { ProjectSeed } from "./seed.ts";

/** A project with its grants, by the names and by the ids of the organizations that have them. */
export interface GroundProject {
  readonly id: ProjectId;
  readonly orgId: OrgId;
  readonly name: string;
  readonly grantIds: Readonly<Record<string, ProjectGrantId>>;
  readonly grantIdsByOrg: ReadonlyMap<OrgId, ProjectGrantId>;
}

/** Adds a project with its roles, and grants it to organizations. */
export async function plantProject(
  ground: Ground,
  orgId: OrgId,
  key: string,
  seed: ProjectSeed<string>,
  orgOf: (name: string) => OrgId,
): Promise<GroundProject> {
  const { projects, projectRoles, projectGrants } = ground.directory;
  const { name = key, roles = [], grantedTo = {} } = seed;
  const caller = ground.callerIn(orgId);
  const { id } = await projects.add(caller, {
    name,
    isRoleAsserted: false,
    isRoleChecked: false,
    isProjectChecked: false,
    privateLabelingSetting: "unspecified",
  });
  if (roles.length > 0) {
    await projectRoles.add(
      caller,
      id,
      roles.map((role) => ({ key: role, displayName: role, group: "" })),
    );
  }
  const grantIds: Record<string, ProjectGrantId> = {};
  const grantIdsByOrg = new Map<OrgId, ProjectGrantId>();
  for (const [org, roleKeys = []] of Object.entries(grantedTo)) {
    const grantedOrgId = orgOf(org);
    const grant = await projectGrants.add(caller, { projectId: id, grantedOrgId, roleKeys });
    grantIds[org] = grant.id;
    grantIdsByOrg.set(grantedOrgId, grant.id);
  }
  return { id, orgId, name, grantIds, grantIdsByOrg };
}
