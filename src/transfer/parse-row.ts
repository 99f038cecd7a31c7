import { isUtf8 } from "node:buffer";
import type { TransferColumn, TransferRecord, TransferTable } from "../storage/transfer/index.ts";
import { messageOf } from "./transfer-error.ts";

/** Something is wrong with a line, at this column, counted from 1. */
export class RowError extends Error {
  override readonly name = "RowError";
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

/** A function that reads lines of rows of these tables. It throws a RowError for what is no row of one of them. */
export function createRowParser(tables: readonly TransferTable[]): (line: Buffer) => TransferRecord {
  const known = new Map(
    tables.map((table) => [
      table.name,
      { table, columns: new Map(table.columns.map((column) => [column.name, column])) },
    ]),
  );
  return (bytes) => {
    if (!isUtf8(bytes)) throw new RowError(1, "it is not UTF-8");
    const line = bytes.toString();
    const { table: name, row, ...others } = parseObject(line);
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined) throw new RowError(columnOf(line, unknown), `${quote(unknown)} is not known`);
    const found = typeof name === "string" ? known.get(name) : undefined;
    if (found === undefined) {
      throw new RowError(columnOf(line, "table"), `${quote(name)} is not a table that is imported`);
    }
    if (!isObject(row)) throw new RowError(columnOf(line, "row"), '"row" must be an object');
    checkRow(line, found.columns, row);
    // Each value was found to be one of its column.
    return { table: found.table, row: row as TransferRecord["row"] };
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const position = /position (\d+)/.exec(messageOf(error))?.[1];
    throw new RowError(position === undefined ? line.trimEnd().length + 1 : Number(position) + 1, "it is not JSON");
  }
  if (!isObject(value)) throw new RowError(1, 'it must be an object with "table" and "row"');
  return value;
}

function checkRow(line: string, columns: ReadonlyMap<string, TransferColumn>, row: Readonly<Record<string, unknown>>) {
  let requiredCount = 0;
  for (const name of Object.keys(row)) {
    const column = columns.get(name);
    if (column === undefined) throw new RowError(columnOf(line, name), `there is no column ${quote(name)}`);
    const problem = problemOf(column, row[name]);
    if (problem !== undefined) throw new RowError(columnOf(line, name), `${quote(name)} ${problem}`);
    if (!column.isNullable) requiredCount++;
  }
  const missing = [...columns.values()].filter(({ isNullable }) => !isNullable);
  if (requiredCount === missing.length) return;
  const first = missing.find(({ name }) => !Object.hasOwn(row, name));
  throw new RowError(columnOf(line, "row"), `the column ${quote(first?.name)} is missing`);
}

function problemOf({ type, isNullable }: TransferColumn, value: unknown): string | undefined {
  if (value === null) return isNullable ? undefined : "must not be null";
  switch (type) {
    case "text":
      if (typeof value !== "string") return "must be a text";
      return value.includes("\0") ? "must not hold U+0000" : undefined;
    case "integer":
      return Number.isSafeInteger(value) ? undefined : "must be a whole number between -(2^53 - 1) and 2^53 - 1";
  }
}

/** Where the member of this name stands. Inside of a text no quote is without a backslash, so only a member is found. */
const columnOf = (line: string, name: string): number => Math.max(0, line.indexOf(`${JSON.stringify(name)}:`)) + 1;

const quote = (value: unknown): string => JSON.stringify(value) ?? "nothing";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
