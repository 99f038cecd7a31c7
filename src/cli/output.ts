import { defineOption } from "../config/option.ts";
import { toggle } from "../config/value-types.ts";
import type { Io } from "./io.ts";

/** What may be shown of a thing: JSON's values. */
type Shown = string | number | boolean | null | undefined | readonly Shown[] | { readonly [name: string]: Shown };

/** A thing with its parts by their names, as `--json` shows it. */
export type Facts = Readonly<Record<string, Shown>>;

/** The option of every command that shows something. */
export const outputOptions = {
  json: defineOption({
    flag: "json",
    type: toggle,
    default: false,
    description: "Print JSON, for programs.",
  }),
};

/** A column of a table: its heading, and the name of the part that is in it. */
export type Columns = Readonly<Record<string, string>>;

/** Prints things as a table with a line each, or as one JSON array. */
export function printList(io: Io, items: readonly Facts[], columns: Columns, isJson: boolean): void {
  const rows = [Object.keys(columns), ...items.map((item) => Object.values(columns).map((name) => toCell(item[name])))];
  for (const line of isJson ? [toJson(items)] : alignRows(rows)) io.out(line);
}

/** Prints one thing as a line for each of its parts, or as a JSON object. */
export function printFacts(io: Io, facts: Facts, isJson: boolean): void {
  const rows = Object.entries(facts).flatMap(([name, value]) => (toCell(value) === "" ? [] : [[name, toCell(value)]]));
  for (const line of isJson ? [toJson(facts)] : alignRows(rows)) io.out(line);
}

const toJson = (value: Shown): string => JSON.stringify(value, undefined, 2);

function toCell(value: Shown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return JSON.stringify(value);
  // One line for each thing, whatever is in it; and nothing that moves the cursor of a terminal.
  return String(value).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

function alignRows(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
