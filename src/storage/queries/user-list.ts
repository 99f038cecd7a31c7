import { type OrderByItemBuilder, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Query } from "../connection.ts";
import type { PageOf } from "../contract/record.ts";
import { everyOrg } from "../contract/scope.ts";
import type { UserListQuery, UserRow, UserSortColumn } from "../contract/users.ts";
import type { UsersTable } from "../tables.ts";
import type { QueryBuilder } from "./builder.ts";
import { inScope } from "./scope.ts";
import { joinConditions } from "./text-condition.ts";
import { userCondition } from "./user-filter.ts";
import { userFromColumns } from "./user-row.ts";

/** One row of a page; on an empty page there is one row in which the user is missing. */
export type UserListRow = { readonly [Column in keyof UsersTable]: UsersTable[Column] | null } & Counted;

interface Counted {
  readonly total: number;
  /** Of a list without filters in one organization: the same as long as the same users are there. */
  readonly stamp: number;
}

/**
 * Where the database begins to read a page: it skips all users from there to the page, which is the same from everywhere.
 */
export type PageStart =
  /** At the list's first user. */
  | { readonly kind: "first" }
  /** At its last user, backwards. */
  | { readonly kind: "last" }
  /** At a user whose place is known while the list has this stamp; with another stamp, the page is empty. */
  | { readonly kind: "user"; readonly stamp: number; readonly place: UserPlace };

/** A user's place in a list that is sorted by id or creation time. */
export interface UserPlace {
  /** How many users come before. */
  readonly position: number;
  readonly id: string;
  readonly creationTimeUs: number;
}

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
export function userListQuery(
  { db, dialect, compile }: QueryBuilder,
  query: UserListQuery,
  start: PageStart = { kind: "first" },
): Query<UserListRow> {
  const { scope, filters, sortBy, isAscending } = query;
  const column = sortColumns[sortBy];
  const isReadAscending = start.kind === "last" ? !isAscending : isAscending;
  const matching = db.selectFrom("users").where((eb) => {
    const conditions = filters.map((filter) => userCondition(eb, dialect, filter));
    return joinConditions("and", [inScope(scope, "users"), ...conditions]);
  });
  const counted =
    filters.length > 0
      ? matching.select((eb) => [eb.fn.countAll<number>().as("total"), noStamp.as("stamp")])
      : db
          .selectFrom("user_counts")
          .where(inScope(scope, "user_counts"))
          // The stamps of all organizations would be too great a number.
          .select([sumOf("users").as("total"), (scope === everyOrg ? noStamp : sumOf("stamp")).as("stamp")]);
  const { limit, offset, condition } = partFrom(query, start);
  const page = matching
    .where(condition)
    .selectAll("users")
    .orderBy(`users.${column}`, orderBy(sortBy, isReadAscending))
    .orderBy("users.id", isReadAscending ? "asc" : "desc")
    .limit(limit)
    .offset(offset);
  return compile(
    db
      .with("counted", () => counted)
      .selectFrom("counted")
      .leftJoin(page.as("page"), (join) => join.on(everything))
      .select(["counted.total", "counted.stamp"])
      .selectAll("page")
      .orderBy(`page.${column}`, orderBy(sortBy, isAscending))
      .orderBy("page.id", isAscending ? "asc" : "desc"),
  );
}

const everything = sql<SqlBool>`1 = 1`;
const noStamp = sql<number>`0`;
const sumOf = (column: "users" | "stamp") => sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`;

const orderBy =
  (sortBy: UserSortColumn, isAscending: boolean) =>
  (item: OrderByItemBuilder): OrderByItemBuilder => {
    const directed = isAscending ? item.asc() : item.desc();
    if (!nullableSortColumns.has(sortBy)) return directed;
    return isAscending ? directed.nullsLast() : directed.nullsFirst();
  };

/** Which users are read from the start: those that fulfil the condition, after `offset` of them, at most `limit`. */
interface PagePart {
  readonly condition: RawBuilder<SqlBool>;
  readonly limit: RawBuilder<number>;
  readonly offset: RawBuilder<number>;
}

function partFrom(query: UserListQuery, start: PageStart): PagePart {
  const { limit, offset } = query.page;
  switch (start.kind) {
    case "first":
      return { condition: everything, limit: sql`${limit}`, offset: sql`${offset}` };
    case "user":
      return {
        condition: isFrom(query, start.place, start.stamp),
        limit: sql`${limit}`,
        offset: sql`${offset - start.place.position}`,
      };
    case "last": {
      // Out of the total of the same moment, so that the page is exact whatever was known of it before.
      const begin = sql`cast(${offset} as bigint)`;
      const end = sql`cast(${offset + limit} as bigint)`;
      return {
        condition: everything,
        limit: sql`(select case when total >= ${end} then ${end} - ${begin}
          when total > ${begin} then total - ${begin} else 0 end from counted)`,
        offset: sql`(select case when total > ${end} then total - ${end} else 0 end from counted)`,
      };
    }
  }
}

/** Whether a user stands at the place or after it, in a list that has the stamp. */
function isFrom({ sortBy, isAscending }: UserListQuery, { id, creationTimeUs }: UserPlace, stamp: number) {
  const comparison = isAscending ? sql`>=` : sql`<=`;
  const isThere =
    sortBy === "creationTime"
      ? sql`(users.creation_time_us, users.id) ${comparison} (${creationTimeUs}, ${id})`
      : sql`users.id ${comparison} ${id}`;
  return sql<SqlBool>`(${isThere} and (select stamp from counted) = ${stamp})`;
}

/** The page that the rows of `userListQuery` hold. */
export function pageFromRows(rows: readonly UserListRow[]): PageOf<UserRow> {
  return { items: rows.filter(isUser).map(userFromColumns), total: rows[0]?.total ?? 0 };
}

const isUser = (row: UserListRow): row is UsersTable & Counted => row.id !== null;
