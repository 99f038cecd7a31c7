import type { Query, SqlValue } from "../connection.ts";
import type { TransferTable } from "./schema.ts";

/** A row of a table: its columns by name. */
export type TransferRow = Readonly<Record<string, SqlValue>>;

/** Names come from the tables' definitions, never from a file; some of them are words of SQL. */
export const quoteName = (name: string): string => `"${name}"`;

/** The names as a list in a statement. */
export const quoteNames = (names: readonly string[]): string => names.map(quoteName).join(", ");

/** Writes how a parameter stands in a statement: SQLite numbers with `?`, PostgreSQL with `$`. */
export type Placeholder = (index: number) => string;

/** The next rows in the order of the primary key, behind this one; the first ones when there is none. */
export function pageQuery(
  table: TransferTable,
  placeholder: Placeholder,
  after: TransferRow | undefined,
  limit: number,
): Query<TransferRow> {
  const key = quoteNames(table.key);
  const values = after === undefined ? [] : table.key.map((name) => after[name] ?? null);
  const condition = after === undefined ? "" : `WHERE (${key}) > (${values.map((_, index) => placeholder(index + 1))})`;
  const columns = quoteNames(table.columns.map(({ name }) => name));
  return {
    sql: `SELECT ${columns} FROM ${quoteName(table.name)} ${condition} ORDER BY ${key} LIMIT ${placeholder(values.length + 1)}`,
    parameters: [...values, limit],
    isFixed: true,
    isWrite: false,
  };
}

/** How many rows a table has. */
export const countQuery = (table: string): Query<{ readonly count: number }> => ({
  sql: `SELECT COUNT(*) AS count FROM ${quoteName(table)}`,
  parameters: [],
  isFixed: false,
  isWrite: false,
});

/** Whether a table has a row. */
export const anyRowQuery = (table: string): Query => ({
  sql: `SELECT 1 AS one FROM ${quoteName(table)} LIMIT 1`,
  parameters: [],
  isFixed: false,
  isWrite: false,
});
