import { type AliasableExpression, type Compilable, type Kysely, type SqlBool, sql } from "kysely";
import type { PageOf } from "../contract/record.ts";
import type { Tables } from "../tables.ts";

/** One row of a page; on an empty page there is one row in which all but the total is NULL. */
export type PageRow<Row> = { readonly [Column in keyof Row]: Row[Column] | null } & { readonly total: number };

/** The two halves of a list. */
export interface PageParts<Row> {
  /** How many rows match in all, as `total`. */
  readonly count: AliasableExpression<{ readonly total: number }>;
  /** The matching rows of the page: ordered, limited. */
  readonly page: AliasableExpression<Row>;
  /** Columns of the page, by which it is ordered. */
  readonly orderBy: readonly (keyof Row & string)[];
  /** Of all of these columns; by default they ascend. */
  readonly isAscending?: boolean;
}

/** The page and the total, in one statement, so that both are of the same moment. */
export function pageQuery<Row>(
  db: Kysely<Tables>,
  { count, page, orderBy, isAscending = true }: PageParts<Row>,
): Compilable<PageRow<Row>> {
  let query = db
    .selectFrom(sql<{ readonly total: number }>`${count}`.as("counted"))
    .leftJoin(sql<object>`${page}`.as("page"), (join) => join.on(sql<SqlBool>`1 = 1`))
    .select("counted.total")
    .selectAll("page");
  const direction = isAscending ? "asc" : "desc";
  for (const column of orderBy) query = query.orderBy(sql.ref(`page.${column}`), direction);
  // The compiler cannot follow columns through a row type that is open.
  return query.$castTo<PageRow<Row>>();
}

/** The page that the rows of `pageQuery` hold. `marker` is a column that is never NULL in an item. */
export function pageFromRows<Row, Item>(
  rows: readonly PageRow<Row>[],
  marker: keyof Row,
  itemFromRow: (row: Row) => Item,
): PageOf<Item> {
  const isItem = (row: PageRow<Row>): row is PageRow<Row> & Row => row[marker] !== null;
  return { items: rows.filter(isItem).map(itemFromRow), total: rows[0]?.total ?? 0 };
}
