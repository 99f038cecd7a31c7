import type { Connection } from "../connection.ts";
import type { PageOf } from "../contract/record.ts";
import type { UserListQuery, UserRow } from "../contract/users.ts";
import type { QueryBuilder } from "./builder.ts";
import { type PageStart, pageFromRows, type UserListRow, userListQuery } from "./user-list.ts";
import type { UserPlaces } from "./user-places.ts";

/** What reading pages of users needs. */
export interface UserPagesOptions {
  readonly connection: Connection;
  readonly builder: QueryBuilder;
  /** Given only for a connection that reads outside of commands. */
  readonly places?: UserPlaces | undefined;
}

/** So many users are skipped faster than a better start is looked for. */
const nearOffset = 500;

/**
 * One page of users, read from where the fewest have to be skipped.
 *
 * Each statement answers a page and a total of one moment. What is known before only chooses the start: when it is
 * outdated, the page is read again or takes longer.
 */
export async function readUserPage(options: UserPagesOptions, query: UserListQuery): Promise<PageOf<UserRow>> {
  const { connection, builder, places } = options;
  const read = (start: PageStart, of = query) => connection.run<UserListRow>(userListQuery(builder, of, start));
  if (query.filters.length > 0) return pageFromRows(await read({ kind: "first" }));
  const readTotal = async () => (await read({ kind: "first" }, { ...query, page: { offset: 0, limit: 0 } }))[0]?.total;

  const known = places?.find(query);
  const total = known?.total ?? (query.page.offset > nearOffset ? await readTotal() : undefined);
  let start = nearestStart(query, total, known?.start);
  let rows = await read(start);
  if (start.kind === "user" && rows[0]?.stamp !== start.stamp) {
    start = nearestStart(query, rows[0]?.total);
    rows = await read(start);
  }
  places?.remember(query, rows);
  return pageFromRows(rows);
}

function nearestStart(
  { page: { offset, limit } }: UserListQuery,
  total: number | undefined,
  known?: Extract<PageStart, { readonly kind: "user" }>,
): PageStart {
  const beforeEnd = total === undefined ? Number.POSITIVE_INFINITY : Math.max(0, total - offset - limit);
  const fromKnown = known === undefined ? Number.POSITIVE_INFINITY : offset - known.place.position;
  if (offset <= nearOffset || offset <= Math.min(beforeEnd, fromKnown)) return { kind: "first" };
  return known === undefined || beforeEnd < fromKnown ? { kind: "last" } : known;
}
