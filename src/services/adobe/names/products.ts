import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import { DomainError } from "../../../directory/errors.ts";
import { type ProjectId, type ProjectRoleRow, type ProjectRow, projectId } from "../../../directory/model.ts";
import { listEvery } from "../../../directory/paging.ts";
import { AdobeError } from "../errors.ts";
import { toKey } from "./users.ts";

/** The product that a text means: its id, or its name, case aside. Fails with `productNotFound`. */
export async function getProduct({ projects }: Directory, caller: Caller, text: string): Promise<ProjectRow> {
  try {
    return await projects.get(caller, projectId(text));
  } catch (error) {
    if (!(error instanceof DomainError) || error.errorName !== "projectNotFound") throw error;
  }
  const product = await findProductNamed({ projects }, caller, text);
  if (product === undefined) {
    throw new AdobeError("productNotFound", `There is no product ${text}`, { list: "productId", value: text });
  }
  return product;
}

/** The product of this name, case aside; names are unique in an organization. */
export async function findProductNamed(
  { projects }: Pick<Directory, "projects">,
  caller: Caller,
  name: string,
): Promise<ProjectRow | undefined> {
  const names = [{ text: name.trim(), method: "equals", ignoreCase: true }] as const;
  const page = { offset: 0, limit: 1 };
  // What callers may do with it is asked when it is known.
  const { items } = await projects.list({ ...caller, permissions: "all" }, { names, owners: [], page });
  return items[0];
}

/** The profile of a product that a text means: its id, or its name, case aside. Fails with `profileNotFound`. */
export async function getProfile(
  { projectRoles }: Directory,
  caller: Caller,
  product: ProjectRow,
  text: string,
): Promise<ProjectRoleRow> {
  const match = { text: text.trim(), method: "equals", ignoreCase: true } as const;
  const page = { offset: 0, limit: 2 };
  const byKey = await projectRoles.list(caller, product.id, { keys: [match], displayNames: [], page });
  const [profile] = byKey.items;
  if (profile !== undefined) return profile;
  const byName = await projectRoles.list(caller, product.id, { keys: [], displayNames: [match], page });
  const [named] = byName.items;
  const about = { list: "profileId", value: text };
  if (named === undefined) throw new AdobeError("profileNotFound", `${product.name} has no profile ${text}`, about);
  if (byName.total > 1) {
    throw new AdobeError("nameAmbiguous", `${byName.total} profiles of ${product.name} are named ${text}`, about);
  }
  return named;
}

/** All profiles of a product. */
export const listProfiles = (
  { projectRoles }: Directory,
  caller: Caller,
  id: ProjectId,
): Promise<readonly ProjectRoleRow[]> =>
  listEvery((page) => projectRoles.list(caller, id, { keys: [], displayNames: [], page }));

/** What a profile is called. */
export const profileNameOf = ({ key, displayName }: ProjectRoleRow): string => displayName.trim() || key;

/** Whether two names mean the same. */
export const isSameName = (name: string, other: string): boolean => toKey(name) === toKey(other);
