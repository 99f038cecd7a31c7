import type { Page, PageOf } from "../../directory/model.ts";
import { camundaError } from "./errors.ts";

/** The part of a list that a request asks for. Without a most, all of it. */
export interface Part {
  readonly firstResult?: number | undefined;
  readonly maxResults?: number | undefined;
}

/** Most entries that the directory answers at once. */
const pageLimit = 1_000;

/** The part of a list, read in as many pages as it takes. */
export async function listPart<Item>(
  { firstResult = 0, maxResults = Number.MAX_SAFE_INTEGER }: Part,
  list: (page: Page) => Promise<PageOf<Item>>,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  while (found.length < maxResults) {
    const limit = Math.min(pageLimit, maxResults - found.length);
    const { items, total } = await list({ offset: firstResult + found.length, limit });
    found.push(...items);
    if (items.length < limit || firstResult + found.length >= total) break;
  }
  return found;
}

/** How a list is sorted; `undefined` when a request says nothing about it. */
export interface Order<Column> {
  readonly sortBy: Column;
  readonly isAscending: boolean;
}

/** The order that a request asks for, out of these columns. Refuses one of the two parameters alone, and other values. */
export function parseOrder<Column>(
  columns: Readonly<Record<string, Column>>,
  sortBy: string,
  sortOrder: string,
): Order<Column> | undefined {
  if (sortBy === "" && sortOrder === "") return undefined;
  if (sortBy === "" || sortOrder === "") {
    throw camundaError("invalidRequest", "Only a single sorting parameter specified. sortBy and sortOrder required");
  }
  const column = Object.hasOwn(columns, sortBy) ? columns[sortBy] : undefined;
  if (column === undefined) throw refuseValue("sortBy", sortBy);
  if (sortOrder !== "asc" && sortOrder !== "desc") throw refuseValue("sortOrder", sortOrder);
  return { sortBy: column, isAscending: sortOrder === "asc" };
}

const refuseValue = (parameter: string, value: string) =>
  camundaError("invalidRequest", `Cannot set query parameter '${parameter}' to value '${value}'`);
