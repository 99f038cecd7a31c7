import {
  type AliasKind,
  type AliasRow,
  type ProjectId,
  projectId,
  type Transaction,
} from "../storage/contract/index.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";

/**
 * Numbers for interfaces whose objects have whole numbers as ids, where the directory's ids are texts.
 *
 * - An alias is given out when it is first asked for, by a command of its own. So objects that are older than the first
 *   question have one as well, and no other command pays for it; what is never shown as a number never gets one.
 * - It is the object's for good: it stays when the object is gone, and is never another's. One that is made again under
 *   the same id or key is the same object here.
 * - Numbers count from 1 in one row for all kinds of objects of the instance, and fit 31 bits. So a number of one kind is
 *   found under no other, and what an interface shows in one list can have several kinds.
 *
 * Nothing is checked here, neither that an object is there nor that the caller may see it: ask for aliases of what was
 * read for the caller, and read what an alias stands for as the caller's own id, within its scope.
 */
export interface Aliases {
  /** The object's alias. */
  ensure(kind: AliasKind, key: string): Promise<number>;
  /** The objects' aliases, by id or key: one query when all have one, one more command when some do not. */
  ensureMany(kind: AliasKind, keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Id or key of what the alias stands for; `undefined` when it was given to no object of the kind. */
  find(kind: AliasKind, alias: number): Promise<string | undefined>;
  /** Ids or keys of what those of these aliases stand for that were given to an object of the kind, in one query. */
  findMany(kind: AliasKind, aliases: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

/** One key for all: within a process, whoever gives aliases waits for the others here and not in the database. */
const commandKeys = ["aliases"] as const;

/** The giving and finding of numeric aliases. */
export function createAliases(dependencies: Dependencies): Aliases {
  const { aliases } = dependencies.storage.reader;

  const ensureMany: Aliases["ensureMany"] = async (kind, keys) => {
    const found = byKey(await aliases.findMany(kind, keys));
    const missing = [...new Set(keys)].filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const run = (tx: Transaction) => tx.aliases.ensure(kind, missing);
    return new Map([...found, ...byKey(await runCommand(dependencies, { keys: commandKeys, run }))]);
  };
  const findMany: Aliases["findMany"] = async (kind, numbers) =>
    new Map((await aliases.findByAlias(kind, numbers)).map(({ alias, key }) => [alias, key]));

  return {
    async ensure(kind, key) {
      const alias = (await ensureMany(kind, [key])).get(key);
      if (alias === undefined) throw new Error(`${kind} ${key} got no alias`);
      return alias;
    },
    ensureMany,
    find: async (kind, alias) => (await findMany(kind, [alias])).get(alias),
    findMany,
  };
}

/** The number that a text writes, which can be an alias; `undefined` for any other text. */
export const parseAlias = (text: string): number | undefined => (/^\d{1,10}$/.test(text) ? Number(text) : undefined);

/** The text under which a project's role has its alias. Ids hold no slash, so the key is all that follows the first. */
export const aliasKeyOfRole = (id: ProjectId, roleKey: string): string => `${id}/${roleKey}`;

/** The role that an alias of the kind `project-role` stands for. */
export function roleOfAliasKey(key: string): { readonly projectId: ProjectId; readonly roleKey: string } {
  const slash = key.indexOf("/");
  return { projectId: projectId(key.slice(0, slash)), roleKey: key.slice(slash + 1) };
}

const byKey = (rows: readonly AliasRow[]): ReadonlyMap<string, number> =>
  new Map(rows.map(({ key, alias }) => [key, alias]));
