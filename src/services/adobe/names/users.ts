import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { UserFilter, UserId, UserRow } from "../../../directory/model.ts";
import type { HumanRow } from "../../../directory/user-aggregate.ts";
import { isHuman } from "../../../directory/user-aggregate.ts";
import { AdobeError, type AdobeErrorName } from "../errors.ts";
import { maxListLength } from "../limits.ts";

/** The user that a name means; `ambiguous` when it is the email address of several. */
type Found = UserRow | "ambiguous";

/**
 * The users of the organization of the call that these names mean, by the name in lower case. A name is an email
 * address, or, when nobody has it as that, a user name; case does not count. Machines have user names only.
 */
export async function findUsers(
  { users }: Directory,
  caller: Caller,
  names: readonly string[],
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const distinct = [...new Set(names.map(toKey))];
  const add = (key: string, user: UserRow): void => {
    found.set(key, found.has(key) ? "ambiguous" : user);
  };
  const list = async (filter: UserFilter): Promise<readonly UserRow[]> => {
    const page = { offset: 0, limit: 0 };
    return (await users.list(caller, { filters: [filter], sortBy: "id", isAscending: true, page })).items;
  };
  for (const emails of chunks(distinct)) {
    for (const user of await list({ kind: "emails", emails, ignoreCase: true })) {
      if (isHuman(user)) add(toKey(user.kind.email), user);
    }
  }
  for (const userNames of chunks(distinct.filter((key) => !found.has(key)))) {
    const filters = userNames.map((text) => userNamed(text));
    for (const user of await list({ kind: "or", filters })) add(toKey(user.userName), user);
  }
  return found;
}

/** The one human that a name means. Fails with `userNotFound`, `userAmbiguous`. */
export async function getHuman(directory: Directory, caller: Caller, name: string): Promise<HumanRow> {
  const found = (await findUsers(directory, caller, [name])).get(toKey(name));
  const user = found && assertOne(found, "", name);
  if (!isHuman(user)) throw new AdobeError("userNotFound", `User not found ${name}`, { value: name });
  return user;
}

/** A list of names in a request. */
export interface NameList {
  /** Key of the list in the request. */
  readonly list: string;
  readonly names: readonly string[];
}

/**
 * The ids of the users that each of these lists names. Fails with `listTooLong`, `userNonexistent`, `userAmbiguous`,
 * naming the list and the name.
 */
export async function findListedUsers<Lists extends readonly NameList[]>(
  directory: Directory,
  caller: Caller,
  lists: Lists,
): Promise<{ readonly [Index in keyof Lists]: readonly UserId[] }> {
  for (const list of lists) assertLength(list);
  const names = lists.flatMap((list) => list.names);
  const found = await findUsers(directory, caller, names);
  const ids = lists.map(({ list, names: listed }) =>
    listed.map((name) => {
      const user = found.get(toKey(name));
      if (user !== undefined) return assertOne(user, list, name).id;
      throw new AdobeError("userNonexistent", `${list}: User Id does not exist: ${name}`, { list, value: name });
    }),
  );
  // One list of ids for each list of names.
  return ids as { readonly [Index in keyof Lists]: readonly UserId[] };
}

/** Refuses lists that nobody should send in one request. */
export function assertLength({ list, names }: NameList): void {
  if (names.length <= maxListLength) return;
  const message = `${list}: ${names.length} names, at most ${maxListLength} can be changed at once`;
  throw new AdobeError("listTooLong", message, { list, value: String(names.length) });
}

/** Refuses a name that is to be added and removed at once. Fails with the given error. */
export function assertDisjoint(add: NameList, remove: NameList, error: AdobeErrorName): void {
  const removed = new Set(remove.names.map(toKey));
  const both = add.names.find((name) => removed.has(toKey(name)));
  if (both === undefined) return;
  const message = `${add.list}, ${remove.list}: ${both} stands in both, so it is not clear what to do`;
  throw new AdobeError(error, message, { list: add.list, value: both });
}

/** The form in which names are compared. */
export const toKey = (name: string): string => name.trim().toLowerCase();

const userNamed = (text: string): UserFilter => ({
  kind: "text",
  field: "userName",
  match: { text, method: "equals", ignoreCase: true },
});

function assertOne(found: Found, list: string, name: string): UserRow {
  if (found !== "ambiguous") return found;
  const where = list === "" ? "" : `${list}: `;
  const message = `${where}several users have the email address ${name}; their user names tell them apart`;
  throw new AdobeError("userAmbiguous", message, { list, value: name });
}

/** One query finds at most so many users; two users of one address more than that are not missed. */
const chunkLength = 500;

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += chunkLength) yield items.slice(start, start + chunkLength);
}
