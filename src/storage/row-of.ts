import type { SqlValue } from "./connection.ts";

/** A row that a statement answers: its columns by their names. */
export type Row = Readonly<Record<string, SqlValue>>;

/**
 * Makes rows of the values of a statement's columns, which are in the order of these names.
 *
 * A copy of one object is filled, which costs nearly nothing. One that is put together name by name becomes a hash table
 * beyond a dozen names.
 */
export function createRowOf(names: readonly string[]): (values: readonly SqlValue[]) => Row {
  const empty: Row = Object.fromEntries(names.map((name) => [name, null]));
  return (values) => {
    const row: Record<string, SqlValue> = { ...empty };
    for (let index = 0; index < names.length; index++) row[names[index] ?? ""] = values[index] ?? null;
    return row;
  };
}
