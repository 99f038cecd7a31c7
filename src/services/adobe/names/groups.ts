import { parseAlias } from "../../../directory/aliases.ts";
import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { GroupId, GroupRow } from "../../../directory/model.ts";
import { AdobeError } from "../errors.ts";
import { assertLength, type NameList, toKey } from "./users.ts";

/** The user groups that these names mean, case aside, by the name as it is compared. */
export async function findUserGroups(
  { groups }: Directory,
  caller: Caller,
  names: readonly string[],
): Promise<ReadonlyMap<string, GroupRow>> {
  const found = await groups.findByNames(
    caller,
    names.map((name) => name.trim()),
  );
  return new Map(found.map((group) => [toKey(group.name), group]));
}

/** The ids of the user groups that a list names. Fails with `listTooLong`, `listedGroupNotFound`. */
export async function findListedGroups(
  directory: Directory,
  caller: Caller,
  list: NameList,
): Promise<readonly GroupId[]> {
  assertLength(list);
  const found = await findUserGroups(directory, caller, list.names);
  return list.names.map((name) => {
    const group = found.get(toKey(name));
    if (group !== undefined) return group.id;
    const message = `${list.list}: UserGroup not found: ${name}`;
    throw new AdobeError("listedGroupNotFound", message, { list: list.list, value: name });
  });
}

/** The user group that a text means: its number, or its name, case aside. Fails with `groupNotFound`. */
export async function getUserGroup(directory: Directory, caller: Caller, text: string): Promise<GroupRow> {
  const named = (await findUserGroups(directory, caller, [text])).get(toKey(text));
  const found = named ?? (await findNumberedUserGroup(directory, caller, text));
  if (found === undefined) throw new AdobeError("groupNotFound", `Not found: Group ${text}`, { value: text });
  return found;
}

/** The user group whose number a text writes. */
export async function findNumberedUserGroup(
  { aliases, groups }: Directory,
  caller: Caller,
  text: string,
): Promise<GroupRow | undefined> {
  const number = parseAlias(text);
  const id = number === undefined ? undefined : await aliases.find("group", number);
  if (id === undefined) return undefined;
  return (await groups.list(caller, [{ kind: "ids", ids: [id] }], { offset: 0, limit: 1 })).items[0];
}
