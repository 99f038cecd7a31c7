import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { GroupId, GroupRow } from "../../../directory/model.ts";
import { AdobeError } from "../errors.ts";
import { assertLength, type NameList } from "./users.ts";

/** The user group of this name, case aside; names are unique in an organization. */
export async function findUserGroup(
  { groups }: Directory,
  caller: Caller,
  name: string,
): Promise<GroupRow | undefined> {
  const names = [{ text: name.trim(), method: "equals", ignoreCase: true }] as const;
  return (await groups.list(caller, names, { offset: 0, limit: 1 })).items[0];
}

/** The ids of the user groups that a list names. Fails with `listTooLong`, `listedGroupNotFound`. */
export async function findListedGroups(
  directory: Directory,
  caller: Caller,
  list: NameList,
): Promise<readonly GroupId[]> {
  assertLength(list);
  const ids: GroupId[] = [];
  for (const name of list.names) {
    const group = await findUserGroup(directory, caller, name);
    if (group === undefined) {
      const message = `${list.list}: UserGroup not found: ${name}`;
      throw new AdobeError("listedGroupNotFound", message, { list: list.list, value: name });
    }
    ids.push(group.id);
  }
  return ids;
}
