import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import type { SqlValue } from "../connection.ts";
import { createRowOf, type Row } from "../row-of.ts";

/** A prepared statement that answers rows. */
export type ReadStatement = (parameters: readonly SqlValue[]) => readonly Row[];

type Values = readonly SqlValue[];

/**
 * A statement that answers rows, prepared in the way in which they are read soonest.
 *
 * The driver hands over values one by one, which takes longer than finding them. So SQLite puts the rows of a page into
 * one text, as JSON: a hundred users are read in half of the time. A statement without a limit is read as it is: its text
 * could be too long for a string, and most answer one row.
 */
export function prepareRead(database: DatabaseSyncInstance, sql: string): ReadStatement {
  const statement = database.prepare(sql);
  const names = statement.columns().map(({ name }) => name);
  const rowOf = createRowOf(names);
  const read = / limit /i.test(sql) && isQuotable(sql, names) ? preparePage(database, sql, names) : runWith(statement);
  return (parameters) => read(parameters).map(rowOf);
}

/** Whether all names can be written in a statement, no two are the same, and no column is JSON: it would not be quoted. */
const isQuotable = (sql: string, names: readonly string[]): boolean =>
  new Set(names).size === names.length && names.every((name) => /^\w+$/.test(name)) && !/json_(?!each)/i.test(sql);

function preparePage(database: DatabaseSyncInstance, sql: string, names: readonly string[]) {
  // A name behind that of a table is never taken for a text.
  const row = names.map((name) => `page."${name}"`).join(", ");
  const run = runWith(database.prepare(`select json_group_array(json_array(${row})) from (${sql}) as page`));
  return (parameters: Values): readonly Values[] => {
    const [[text] = ["[]"]] = run(parameters);
    // SQLite has written it.
    return JSON.parse(String(text)) as readonly Values[];
  };
}

function runWith(statement: StatementSyncInstance): (parameters: Values) => readonly Values[] {
  // The driver makes objects one property at a time, which takes half as long again as reading the row.
  statement.setReturnArrays(true);
  return (parameters) => statement.all(...parameters);
}
