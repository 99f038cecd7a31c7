import type { Query, SqlValue } from "../connection.ts";

/** Statements of one text that can be sent as one. */
export type Mergeable = Query & { readonly merge: NonNullable<Query["merge"]> };

/** What says which of the statements a row of a merged one belongs to. */
export interface MergedRow {
  readonly merged_index: number;
}

/**
 * One statement in the place of several, or `undefined` where they cannot be one: two of them would change the same row,
 * or a number is no integer. Their values go in as one JSON text, so the statement's text is the same for any number of
 * them and stays prepared. The rows of merged reads are {@link MergedRow}s.
 *
 * Columns that are null in all of them stand in the text, because then nothing tells their type.
 */
export function mergeQueries(queries: readonly Mergeable[]): Query<MergedRow> | undefined {
  const [first] = queries;
  if (first === undefined || changeOneRow(queries)) return undefined;
  const rows = queries.flatMap(rowsOf);
  const types = findTypes(rows, first.merge.width);
  if (types === undefined) return undefined;
  const sql = mergedSql(first, types);
  return { sql, parameters: [jsonOf(rows)], isFixed: true, isWrite: first.isWrite };
}

interface ValueRow {
  readonly index: number;
  readonly values: readonly SqlValue[];
}

/** An insert may be of several rows already; all others have their parameters once. */
function rowsOf({ parameters, merge }: Mergeable, index: number): readonly ValueRow[] {
  if (parameters.length === merge.width) return [{ index, values: parameters }];
  const count = parameters.length / merge.width;
  return Array.from({ length: count }, (_, row) => ({
    index,
    values: parameters.slice(row * merge.width, (row + 1) * merge.width),
  }));
}

/** PostgreSQL updates a row once for a statement, with any one of the values that there are for it. */
function changeOneRow(queries: readonly Mergeable[]): boolean {
  const [first] = queries;
  if (first?.merge.kind !== "update") return false;
  const { key } = first.merge;
  return new Set(queries.map(({ parameters }) => parameters[key])).size < queries.length;
}

type ColumnType = "text" | "bigint" | "null";

function findTypes(rows: readonly ValueRow[], width: number): readonly ColumnType[] | undefined {
  const types = new Array<ColumnType>(width).fill("null");
  for (const { values } of rows) {
    for (let column = 0; column < width; column++) {
      const value = values[column] ?? null;
      if (typeof value === "string") types[column] = "text";
      else if (value !== null) types[column] = "bigint";
      if (typeof value === "number" && !Number.isSafeInteger(value)) return undefined;
    }
  }
  return types;
}

/** What statements have in common that may be one: of inserts all but the values, of others their text. */
export const commonText = ({ sql, merge }: Mergeable): string =>
  merge.kind === "insert" ? `${merge.head} ${merge.tail}` : sql;

const mergedSqls = new Map<string, string>();

/** Kept, as there are as many as choices of columns that are set at all. */
function mergedSql(query: Mergeable, types: readonly ColumnType[]): string {
  const key = `${types.join()} ${commonText(query)}`;
  let sql = mergedSqls.get(key);
  if (sql === undefined) {
    sql = writeSql(query, types);
    mergedSqls.set(key, sql);
  }
  return sql;
}

function writeSql({ sql, merge }: Mergeable, types: readonly ColumnType[]): string {
  const columns = types.flatMap((type, column) => {
    if (type === "null") return [];
    // As all of the directory's columns are; texts of two collations cannot be compared.
    return [`v${column + 1} ${type}${type === "text" ? ' collate "C"' : ""}`];
  });
  const rows = `json_to_recordset(cast(cast($1 as text) as json)) as vs(${["merged_index integer", ...columns].join(", ")})`;
  const valueAt = (column: number) => (types[column] === "null" ? "null" : `vs.v${column + 1}`);
  const withValues = (text: string) => text.replace(/\$(\d+)/g, (_, position: string) => valueAt(Number(position) - 1));
  switch (merge.kind) {
    case "insert":
      return `${merge.head} select ${types.map((_, column) => valueAt(column)).join(", ")} from ${rows} ${merge.tail}`;
    case "update":
      return withValues(sql).replace(" where ", ` from ${rows} where `);
    case "select":
      return `select vs.merged_index, found.* from ${rows}, lateral (${withValues(sql)}) as found`;
  }
}

const jsonOf = (rows: readonly ValueRow[]): string =>
  JSON.stringify(rows.map(({ index, values }) => toRecord(index, values)));

function toRecord(index: number, values: readonly SqlValue[]): Record<string, SqlValue> {
  const record: Record<string, SqlValue> = { merged_index: index };
  values.forEach((value, column) => {
    // As the driver sends what is no Unicode; JSON would have an escape that PostgreSQL refuses.
    if (value !== null) record[`v${column + 1}`] = typeof value === "string" ? value.toWellFormed() : value;
  });
  return record;
}
