import { type OrderByItemBuilder, type SqlBool, sql } from "kysely";
import type { Query } from "../connection.ts";
import type { PageOf } from "../contract/record.ts";
import type { UserListQuery, UserRow, UserSortColumn } from "../contract/users.ts";
import type { UsersTable } from "../tables.ts";
import type { QueryBuilder } from "./builder.ts";
import { inScope } from "./scope.ts";
import { joinConditions } from "./text-condition.ts";
import { userCondition } from "./user-filter.ts";
import { userFromColumns } from "./user-row.ts";

/** One row of a page; on an empty page there is one row in which the user is missing. */
export type UserListRow = { readonly [Column in keyof UsersTable]: UsersTable[Column] | null } & {
  readonly total: number;
};

const sortColumns = {
  id: "id",
  state: "state",
  type: "type",
  creationTime: "creation_time_us",
  userName: "user_name_lower",
  firstName: "first_name_lower",
  lastName: "last_name_lower",
  nickName: "nick_name_lower",
  displayName: "display_name_lower",
  email: "email_lower",
} as const satisfies Record<UserSortColumn, keyof UsersTable>;

const nullableSortColumns: ReadonlySet<UserSortColumn> = new Set([
  "firstName",
  "lastName",
  "nickName",
  "displayName",
  "email",
]);

/**
 * The page and the total, in one statement, so that both are of the same moment.
 *
 * Machines have no human columns; sorted by one of these they come last ascending and first descending (PostgreSQL's
 * own habit, which an index serves on both engines).
 */
export function userListQuery({ db, dialect, compile }: QueryBuilder, query: UserListQuery): Query<UserListRow> {
  const column = sortColumns[query.sortBy];
  const order = (item: OrderByItemBuilder): OrderByItemBuilder => {
    const directed = query.isAscending ? item.asc() : item.desc();
    if (!nullableSortColumns.has(query.sortBy)) return directed;
    return query.isAscending ? directed.nullsLast() : directed.nullsFirst();
  };
  const direction = query.isAscending ? "asc" : "desc";
  const matching = db.selectFrom("users").where((eb) => {
    const conditions = query.filters.map((filter) => userCondition(eb, dialect, filter));
    return joinConditions("and", [inScope(query.scope, "users"), ...conditions]);
  });
  const count = matching.select((eb) => eb.fn.countAll<number>().as("total"));
  const page = matching
    .selectAll("users")
    .orderBy(`users.${column}`, order)
    .orderBy("users.id", direction)
    .limit(query.page.limit)
    .offset(query.page.offset);
  return compile(
    db
      .selectFrom(count.as("counted"))
      .leftJoin(page.as("page"), (join) => join.on(sql<SqlBool>`1 = 1`))
      .select("counted.total")
      .selectAll("page")
      .orderBy(`page.${column}`, order)
      .orderBy("page.id", direction),
  );
}

/** The page that the rows of `userListQuery` hold. */
export function pageFromRows(rows: readonly UserListRow[]): PageOf<UserRow> {
  return { items: rows.filter(isUser).map(userFromColumns), total: rows[0]?.total ?? 0 };
}

const isUser = (row: UserListRow): row is UsersTable & { readonly total: number } => row.id !== null;
