import type { OrgId, UserId } from "../directory/model.ts";
import type { Ground } from "./ground.ts";
import type { GroundProject } from "./plant-projects.ts";
import { SeedError } from "./seed.ts";

/** Gives a user roles in a project, through the user's own organization where the project is granted to it. */
export async function plantGrant(
  { directory, callerIn }: Ground,
  user: { readonly id: UserId; readonly orgId: OrgId },
  project: GroundProject,
  roleKeys: readonly string[],
): Promise<void> {
  const projectGrantId = project.grantIdsByOrg.get(user.orgId);
  const giver = callerIn(projectGrantId === undefined ? project.orgId : user.orgId);
  await directory.userGrants.add(giver, { userId: user.id, projectId: project.id, projectGrantId, roleKeys });
}

/** What a membership is in: the instance where `orgId` is undefined, an organization, a project, or a grant of one. */
export type MembershipPlace =
  | { readonly orgId: OrgId | undefined; readonly project?: undefined }
  | { readonly project: GroundProject; readonly grantedTo: string | undefined };

/** Makes a user a member, with these roles. */
export async function plantMembership(
  { directory, callerIn }: Ground,
  userId: UserId,
  roles: readonly string[],
  place: MembershipPlace,
): Promise<void> {
  if (place.project === undefined) {
    const { orgId } = place;
    if (orgId !== undefined) await directory.orgMembers.add(callerIn(orgId), userId, roles);
    else await directory.instanceMembers.add(callerIn((await directory.instance.get()).defaultOrgId), userId, roles);
    return;
  }
  const { project, grantedTo } = place;
  const owner = callerIn(project.orgId);
  if (grantedTo === undefined) {
    await directory.projectMembers.add(owner, project.id, userId, roles);
    return;
  }
  const id = project.grantIds[grantedTo];
  if (id === undefined) throw new SeedError(`the project is not granted to ${JSON.stringify(grantedTo)}`);
  await directory.projectGrantMembers.add(owner, { projectId: project.id, id }, userId, roles);
}
