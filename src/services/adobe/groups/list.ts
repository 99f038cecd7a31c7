import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import { listEvery } from "../../../directory/paging.ts";
import { listProfiles, profileNameOf } from "../names/products.ts";
import { type AnyGroup, groupAliasOf, groupNameOf } from "./any-group.ts";
import { countMembers } from "./counts.ts";
import { adminGroupNameOf, orgRoleGroups } from "./names.ts";

/**
 * Every group of the organization: those of its administrators first, then user groups and products by id, each with
 * the groups that belong to it. A group is listed whether anyone is in it or not.
 */
export async function listEveryGroup(directory: Directory, caller: Caller): Promise<readonly AnyGroup[]> {
  const { groups, projects } = directory;
  const every: AnyGroup[] = orgRoleGroups.map((orgRole) => ({ kind: "org-role", orgRole }));
  for (const group of await listEvery((page) => groups.list(caller, [], page))) {
    every.push({ kind: "user-group", group }, { kind: "user-group-admins", group });
  }
  for (const product of await listEvery((page) => projects.list(caller, { names: [], owners: [], page }))) {
    every.push({ kind: "product-admins", product });
    for (const role of await listProfiles(directory, caller, product.id)) {
      const profile = { ...role, projectName: product.name };
      every.push({ kind: "profile", profile }, { kind: "profile-admins", profile });
    }
  }
  return every;
}

/** Groups as the list of groups shows them. */
export async function toGroups(directory: Directory, caller: Caller, groups: readonly AnyGroup[]) {
  const numbers = await findNumbers(directory, caller, groups);
  const counts = await countMembers(directory, caller, groups);
  return groups.map((group, index) => ({
    groupId: numbers[index] ?? 0,
    groupName: groupNameOf(group),
    memberCount: counts[index] ?? 0,
    ...kindOf(group),
  }));
}

async function findNumbers(
  { aliases }: Directory,
  { orgId }: Caller,
  groups: readonly AnyGroup[],
): Promise<readonly (number | undefined)[]> {
  const wanted = groups.map((group) => groupAliasOf(group, orgId));
  const found = new Map<string, number>();
  for (const kind of new Set(wanted.map((alias) => alias.kind))) {
    const keys = wanted.filter((alias) => alias.kind === kind).map(({ key }) => key);
    for (const [key, number] of await aliases.ensureMany(kind, keys)) found.set(`${kind} ${key}`, number);
  }
  return wanted.map(({ kind, key }) => found.get(`${kind} ${key}`));
}

function kindOf(group: AnyGroup) {
  switch (group.kind) {
    case "user-group":
      return { type: "USER_GROUP", adminGroupName: adminGroupNameOf(group.group.name) };
    case "user-group-admins":
      return { type: "USER_ADMIN_GROUP", userGroupName: group.group.name };
    case "profile": {
      const { profile } = group;
      const adminGroupName = adminGroupNameOf(profileNameOf(profile));
      return { type: "PRODUCT_PROFILE", adminGroupName, productName: profile.projectName, licenseQuota: "UNLIMITED" };
    }
    case "profile-admins":
      return { type: "PROFILE_ADMIN_GROUP", productProfileName: profileNameOf(group.profile) };
    case "product-admins":
      return { type: "PRODUCT_ADMIN_GROUP", productName: group.product.name };
    case "org-role":
      return { type: group.orgRole.type };
  }
}
