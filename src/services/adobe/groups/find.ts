import { parseAlias, roleOfAliasKey } from "../../../directory/aliases.ts";
import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import { AdobeError } from "../errors.ts";
import { findNumberedUserGroup, findUserGroups } from "../names/groups.ts";
import { findProductNamed, isSameName } from "../names/products.ts";
import { toKey } from "../names/users.ts";
import { type AnyGroup, groupAliasOf } from "./any-group.ts";
import { listEveryGroup } from "./list.ts";
import { orgRoleGroups, parseGroupName } from "./names.ts";

/**
 * The group that a text means: by its name, case aside, or, when nothing is called so, by its number. `undefined` when
 * there is none. Fails with `nameAmbiguous` for the name of several, which only their numbers tell apart.
 */
export async function findGroup(directory: Directory, caller: Caller, text: string): Promise<AnyGroup | undefined> {
  const [found, ...others] = await listNamed(directory, caller, text.trim());
  if (others.length > 0) {
    const message = `${others.length + 1} groups are named ${text}; their numbers tell them apart`;
    throw new AdobeError("nameAmbiguous", message, { value: text });
  }
  return found ?? findNumbered(directory, caller, text.trim());
}

async function listNamed(directory: Directory, caller: Caller, name: string): Promise<readonly AnyGroup[]> {
  const orgRole = orgRoleGroups.find((group) => isSameName(group.name, name));
  if (orgRole !== undefined) return [{ kind: "org-role", orgRole }];
  const parts = parseGroupName(name);
  const found: AnyGroup[] = [...(await listPlain(directory, caller, name))];
  if (parts.kind === "product-admins") {
    const product = await findProductNamed(directory, caller, parts.of);
    if (product !== undefined) found.push({ kind: "product-admins", product });
  }
  if (parts.kind === "admins") {
    for (const group of await listPlain(directory, caller, parts.of)) {
      if (group.kind === "profile") found.push({ kind: "profile-admins", profile: group.profile });
      if (group.kind === "user-group") found.push({ kind: "user-group-admins", group: group.group });
    }
  }
  return found;
}

/** The user group and the profiles of this name. */
async function listPlain(directory: Directory, caller: Caller, name: string): Promise<readonly AnyGroup[]> {
  const group = (await findUserGroups(directory, caller, [name])).get(toKey(name));
  const profiles = await directory.projectRoles.listNamed(caller, name);
  return [
    ...(group === undefined ? [] : [{ kind: "user-group", group } as const]),
    ...profiles.map((profile) => ({ kind: "profile", profile }) as const),
  ];
}

async function findNumbered(directory: Directory, caller: Caller, text: string): Promise<AnyGroup | undefined> {
  const number = parseAlias(text);
  if (number === undefined) return undefined;
  const group = await findNumberedUserGroup(directory, caller, text);
  if (group !== undefined) return { kind: "user-group", group };
  const { aliases, projectRoles } = directory;
  const roleKey = await aliases.find("project-role", number);
  if (roleKey !== undefined) {
    const role = roleOfAliasKey(roleKey);
    const named = await projectRoles.listNamed(caller, role.roleKey);
    const profile = named.find(({ projectId, key }) => projectId === role.projectId && key === role.roleKey);
    return profile && { kind: "profile", profile };
  }
  const key = await aliases.find("synthetic", number);
  if (key === undefined) return undefined;
  // Rare: whoever addresses a group of administrators writes its name.
  const every = await listEveryGroup(directory, caller);
  return every.find((each) => groupAliasOf(each, caller.orgId).key === key);
}
