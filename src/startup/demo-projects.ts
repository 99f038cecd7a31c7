import type { Caller } from "../directory/caller.ts";
import type { Directory } from "../directory/directory.ts";
import { DomainError } from "../directory/errors.ts";
import type { OrgId, ProjectGrantId, ProjectId, UserId } from "../directory/model.ts";

/** What the demonstration's projects are about. */
export interface DemoPeople {
  /** The process in the organization that owns the project. */
  readonly owner: Caller;
  /** The process in the organization that the project is lent to. */
  readonly borrower: Caller;
  /** A user of each, who gets roles. */
  readonly ownUser: UserId;
  readonly borrowingUser: UserId;
  /** A user of the owner, who becomes a member of the organization and of the project. */
  readonly manager: UserId;
}

const projectName = "Ticket Desk";
const roles = [
  { key: "visitor", displayName: "Visitor", group: "Public" },
  { key: "keeper", displayName: "Keeper", group: "Staff" },
];

/** Adds a project with roles, lends it, and gives roles and memberships; what is there already stays as it is. */
export async function addDemoProject(directory: Directory, people: DemoPeople): Promise<void> {
  const { owner, borrower, ownUser, borrowingUser, manager } = people;
  const projectId = await ensureProject(directory, owner);
  for (const role of roles) await ifMissing(directory.projectRoles.add(owner, projectId, [role]));
  const projectGrantId = await ensureProjectGrant(directory, owner, projectId, borrower.orgId);
  await ifMissing(directory.orgMembers.add(owner, manager, ["ORG_USER_MANAGER"]));
  await ifMissing(directory.projectMembers.add(owner, projectId, manager, ["PROJECT_OWNER"]));
  await ifMissing(
    directory.userGrants.add(owner, { userId: ownUser, projectId, projectGrantId: undefined, roleKeys: ["visitor"] }),
  );
  await ifMissing(
    directory.userGrants.add(borrower, { userId: borrowingUser, projectId, projectGrantId, roleKeys: ["keeper"] }),
  );
}

async function ensureProject({ projects }: Directory, owner: Caller): Promise<ProjectId> {
  const settings = { isRoleAsserted: true, isRoleChecked: false, isProjectChecked: false } as const;
  const added = await ifMissing(
    projects.add(owner, { ...settings, name: projectName, privateLabelingSetting: "unspecified" }),
  );
  if (added !== undefined) return added.id;
  const names = [{ text: projectName, method: "equals", ignoreCase: true }] as const;
  const { items } = await projects.list(owner, { names, owners: [], page: { offset: 0, limit: 1 } });
  return known(items[0]).id;
}

async function ensureProjectGrant(
  { projectGrants }: Directory,
  owner: Caller,
  projectId: ProjectId,
  grantedOrgId: OrgId,
): Promise<ProjectGrantId> {
  const added = await ifMissing(projectGrants.add(owner, { projectId, grantedOrgId, roleKeys: ["keeper"] }));
  if (added !== undefined) return added.id;
  const filters = [
    { kind: "project", id: projectId },
    { kind: "granted-org", id: grantedOrgId },
  ] as const;
  const { items } = await projectGrants.list(owner, { filters, page: { offset: 0, limit: 1 } });
  return known(items[0]).id;
}

/** The outcome of adding something; `undefined` when it is there already, from an earlier start or another process. */
export async function ifMissing<Result>(adding: Promise<Result>): Promise<Result | undefined> {
  try {
    return await adding;
  } catch (error) {
    if (error instanceof DomainError && error.kind === "already-exists") return undefined;
    throw error;
  }
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("what was there a moment ago is gone: the demonstration is being removed");
  return value;
}
