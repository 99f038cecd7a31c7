import type { CountGroupsRequest, GroupQuery, ListGroupsRequest } from "../../../gen/camunda/identity/v7/group_pb.ts";
import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import type { GroupFilter, GroupRow } from "../../directory/model.ts";
import { isLike } from "./like.ts";
import { listPart, type Order, type Part, parseOrder } from "./paging.ts";

/** What groups are searched for by. */
export interface GroupConditions {
  readonly id: string;
  readonly idIn: readonly string[];
  readonly name: string;
  readonly nameLike: string;
  readonly type: string;
  readonly member: string;
  readonly memberOfTenant: string;
}

const groupColumns = { id: "id", name: "name", type: "type" } as const;

/** An order of groups. */
export type GroupOrder = Order<keyof typeof groupColumns>;

/** The group with exactly this name. */
export async function findGroup({ groups }: Directory, caller: Caller, name: string): Promise<GroupRow | undefined> {
  return (await groups.findByNames(caller, [name])).find((group) => group.name === name);
}

/** The conditions of a query string. */
export const fromParameters = (request: ListGroupsRequest | CountGroupsRequest): GroupConditions => ({
  ...request,
  idIn: request.idIn === "" ? [] : request.idIn.split(","),
});

/** The conditions of a body. */
export const fromGroupQuery = (query: GroupQuery | undefined): GroupConditions => ({
  id: query?.id ?? "",
  idIn: query?.idIn ?? [],
  name: query?.name ?? "",
  nameLike: query?.nameLike ?? "",
  type: query?.type ?? "",
  member: query?.member ?? "",
  memberOfTenant: query?.memberOfTenant ?? "",
});

/** The order that one pair of parameters asks for. */
export const parseGroupOrder = (sortBy = "", sortOrder = ""): readonly GroupOrder[] => {
  const order = parseOrder(groupColumns, sortBy, sortOrder);
  return order === undefined ? [] : [order];
};

/** The orders that a body asks for. */
export const parseGroupOrders = (query: GroupQuery | undefined): readonly GroupOrder[] => [
  ...parseGroupOrder(query?.sortBy, query?.sortOrder),
  ...(query?.sorting ?? []).flatMap(({ sortBy, sortOrder }) => parseGroupOrder(sortBy, sortOrder)),
];

/**
 * The groups for which all conditions hold, in these orders, the first one first; else by id. The directory finds them by
 * name and by member, what it does not know is looked at here: an organization has few groups beside its users.
 */
export async function searchGroups(
  directory: Directory,
  caller: Caller,
  conditions: GroupConditions,
  orders: readonly GroupOrder[],
  { firstResult = 0, maxResults }: Part,
): Promise<readonly GroupRow[]> {
  const filters = await toGroupFilters(directory, caller, conditions);
  if (filters === undefined) return [];
  const found = await listPart({}, (page) => directory.groups.list(caller, filters, page));
  const sorted = found
    .filter((group) => fits(group, conditions))
    .sort((a, b) => compareBy([...orders, { sortBy: "id", isAscending: true }], a, b));
  return sorted.slice(firstResult, maxResults === undefined ? undefined : firstResult + maxResults);
}

/** `undefined` when nothing can fit. */
async function toGroupFilters(
  { plainHumans }: Directory,
  caller: Caller,
  { id, member, memberOfTenant }: GroupConditions,
): Promise<readonly GroupFilter[] | undefined> {
  if (memberOfTenant !== "" && memberOfTenant !== caller.orgId) return undefined;
  const filters: GroupFilter[] = [];
  if (id !== "") filters.push({ kind: "name", match: { text: id, method: "equals", ignoreCase: false } });
  if (member !== "") {
    const human = await plainHumans.find(caller, member);
    if (human === undefined) return undefined;
    filters.push({ kind: "member", id: human.id });
  }
  return filters;
}

const fits = (group: GroupRow, { idIn, name, nameLike, type }: GroupConditions): boolean =>
  (idIn.length === 0 || idIn.includes(group.name)) &&
  (name === "" || group.description === name) &&
  (nameLike === "" || isLike(group.description, nameLike)) &&
  (type === "" || group.type === type);

function compareBy(orders: readonly GroupOrder[], a: GroupRow, b: GroupRow): number {
  for (const { sortBy, isAscending } of orders) {
    const [left, right] = [textOf(a, sortBy), textOf(b, sortBy)];
    if (left !== right) return left < right === isAscending ? -1 : 1;
  }
  return 0;
}

function textOf(group: GroupRow, column: GroupOrder["sortBy"]): string {
  switch (column) {
    case "id":
      return group.name;
    case "name":
      return group.description;
    case "type":
      return group.type ?? "";
  }
}
