import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { GroupId, MembershipView, ProjectId, UserId } from "../../../directory/model.ts";
import { listEvery } from "../../../directory/paging.ts";
import { projectOwnerRole } from "../../../directory/project-owners.ts";
import { listProfiles } from "../names/products.ts";
import { type AnyGroup, groupNameOf, type ProfileView } from "./any-group.ts";
import { orgRoleGroups } from "./names.ts";

/**
 * The groups that users are in, by user: user groups, profiles and groups of administrators; one may stand twice.
 *
 * @param isDirectOnly Whether profiles that users have only through user groups are left out.
 */
export async function listGroupsOfUsers(
  directory: Directory,
  caller: Caller,
  userIds: readonly UserId[],
  isDirectOnly: boolean,
): Promise<ReadonlyMap<UserId, readonly AnyGroup[]>> {
  const found = new Map<UserId, AnyGroup[]>(userIds.map((id) => [id, []]));
  if (userIds.length === 0) return found;
  const add = (userId: UserId, group: AnyGroup): void => void found.get(userId)?.push(group);
  const findProfiles = createProfileFinder(directory, caller);

  const usersOfGroups = new Map<GroupId, UserId[]>();
  for (const { userId, group } of await directory.groups.listOfUsers(caller, userIds)) {
    add(userId, { kind: "user-group", group });
    usersOfGroups.set(group.id, [...(usersOfGroups.get(group.id) ?? []), userId]);
  }
  const filters = [{ kind: "users", ids: userIds }] as const;
  for (const grant of await listEvery((page) =>
    directory.userGrants.list(caller, { filters, isWithGranted: false, page }),
  )) {
    if (grant.state !== "active") continue;
    for (const profile of await findProfiles(grant.projectId, grant.roleKeys)) {
      add(grant.userId, { kind: "profile", profile });
    }
  }
  if (!isDirectOnly) {
    for (const { groupId, projectId, roleKeys } of await directory.groups.listGrantsOf(caller, [
      ...usersOfGroups.keys(),
    ])) {
      for (const profile of await findProfiles(projectId, roleKeys)) {
        for (const userId of usersOfGroups.get(groupId) ?? []) add(userId, { kind: "profile", profile });
      }
    }
  }
  for (const membership of await directory.memberships.listOfUsers(caller, userIds)) {
    for (const group of await adminGroupsOf(directory, caller, membership, findProfiles)) add(membership.userId, group);
  }
  return found;
}

/** The names of the groups that users are in, by user, each once and in alphabetical order. */
export async function findGroupNamesOfUsers(
  directory: Directory,
  caller: Caller,
  userIds: readonly UserId[],
  isDirectOnly: boolean,
): Promise<ReadonlyMap<UserId, readonly string[]>> {
  const groups = await listGroupsOfUsers(directory, caller, userIds, isDirectOnly);
  return new Map([...groups].map(([id, list]) => [id, [...new Set(list.map(groupNameOf))].sort()]));
}

/** The profiles of these ids; none for a product of another organization. */
type FindProfiles = (id: ProjectId, roleKeys: readonly string[]) => Promise<readonly ProfileView[]>;

/** Finds profiles, and reads each product once. */
function createProfileFinder(directory: Directory, caller: Caller): FindProfiles {
  const known = new Map<ProjectId, ReadonlyMap<string, ProfileView>>();
  return async (id, roleKeys) => {
    const profiles = known.get(id) ?? (await profilesOf(id));
    known.set(id, profiles);
    return roleKeys.flatMap((key) => profiles.get(key) ?? []);
  };

  async function profilesOf(id: ProjectId): Promise<ReadonlyMap<string, ProfileView>> {
    const page = { offset: 0, limit: 1 };
    const everything = { ...caller, permissions: "all" } as const;
    const { items } = await directory.projects.list(everything, { names: [], owners: [], ids: [id], page });
    const [project] = items;
    if (project === undefined) return new Map();
    const roles = await listProfiles(directory, caller, id);
    return new Map(roles.map((role) => [role.key, { ...role, projectName: project.name }]));
  }
}

async function adminGroupsOf(
  { groups }: Directory,
  caller: Caller,
  { scope, scopeName, roles }: MembershipView,
  findProfiles: FindProfiles,
): Promise<readonly AnyGroup[]> {
  switch (scope.type) {
    case "org":
      return orgRoleGroups
        .filter(({ role }) => roles.includes(role))
        .map((orgRole) => ({ kind: "org-role", orgRole }) as const);
    case "project":
      if (!roles.includes(projectOwnerRole)) return [];
      return [{ kind: "product-admins", product: { id: scope.id, name: scopeName } }];
    case "project-role": {
      const profiles = await findProfiles(scope.id, [scope.roleKey]);
      return profiles.map((profile) => ({ kind: "profile-admins", profile }) as const);
    }
    case "group":
      return [{ kind: "user-group-admins", group: await groups.get(caller, scope.id) }];
    case "instance":
    case "project-grant":
      return [];
  }
}
