import { type OrgReader, type OrgRow, orgId } from "../storage/contract/index.ts";

/** The organization with this id, or else the one with this name, case aside; `undefined` when there is neither. */
export async function findOrgByIdOrName(
  orgs: Pick<OrgReader, "find" | "list">,
  text: string,
): Promise<OrgRow | undefined> {
  const found = await orgs.find(orgId(text));
  if (found !== undefined) return found;
  const { items } = await orgs.list({
    filters: [{ kind: "name", match: { text, method: "equals", ignoreCase: true } }],
    sortBy: "id",
    isAscending: true,
    page: { offset: 0, limit: 1 },
  });
  return items[0];
}
