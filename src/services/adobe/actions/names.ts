import type { GroupNames, RoleNames } from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import { AdobeError, type AdobeErrorName } from "../errors.ts";
import { adminGroupNameOf, orgRoleGroups, productAdminGroupNameOf } from "../groups/names.ts";
import { actionLimits } from "../limits.ts";
import { toKey } from "../names/users.ts";
import { type Progress, warnOfOldSpelling } from "./progress.ts";

/** Old spellings of `group` in steps of a user. */
const oldLists = ["product", "productConfiguration", "usergroup"] as const;

/**
 * The names in the lists of a step of a user. Old spellings count, with a warning each. Fails with `listUnknown`,
 * `listMissing`, `listTooLong`, `duplicateGroupName`.
 */
export function groupNamesIn(names: GroupNames, progress: Progress): readonly string[] {
  if (names.user.length > 0) {
    throw new AdobeError("listUnknown", "user: a step of a user has groups in its lists", { list: "user" });
  }
  for (const list of oldLists) if (names[list].length > 0) warnOfOldSpelling(progress, list, "group");
  for (const list of ["group", ...oldLists] as const) checkList(list, names[list], "duplicateGroupName");
  const all = [...names.group, ...names.product, ...names.productConfiguration, ...names.usergroup];
  if (all.length === 0) throw new AdobeError("listMissing", "the step names no group", { list: "group" });
  return all;
}

/** Names of the groups of administrators that an old step means. Fails as {@link groupNamesIn}. */
export function roleGroupNamesIn(
  { admin, productAdmin }: RoleNames,
  step: string,
  progress: Progress,
): readonly string[] {
  warnOfOldSpelling(progress, step, "add or remove with the groups of administrators");
  checkList("admin", admin, "duplicateGroupName");
  checkList("productAdmin", productAdmin, "duplicateAdmin");
  if (admin.length + productAdmin.length === 0) {
    throw new AdobeError("listMissing", `${step} names no role`, { list: "admin" });
  }
  return [...admin.map(adminGroupNamed), ...productAdmin.map(productAdminGroupNameOf)];
}

/** Refuses a list that is too long or names something twice. Fails with `listTooLong` and the given error. */
export function checkList(list: string, names: readonly string[], duplicate: AdobeErrorName): void {
  if (names.length > actionLimits.names) {
    const message = `${list}: ${names.length} names, a list of a step has at most ${actionLimits.names}`;
    throw new AdobeError("listTooLong", message, { list, value: String(names.length) });
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(toKey(name)))
      throw new AdobeError(duplicate, `${list}: ${name} is there twice`, { list, value: name });
    seen.add(toKey(name));
  }
}

/** `org`, `deployment` and `support` are groups of the organization; everything else is a profile or user group. */
function adminGroupNamed(name: string): string {
  const ofOrg = orgRoleGroups.find((group) => group.name === `_${toKey(name)}_admin`);
  return ofOrg?.name ?? adminGroupNameOf(name);
}
