import { z } from "zod";
import type { TransferRow, TransferTable } from "../storage/transfer/index.ts";

/** Version of the format of the lines; the tables have a number of their own, the schema. */
export const formatVersion = 1;

/** The first line of a file. */
export interface Header {
  readonly format: "roster-export";
  readonly version: number;
  /** The schema of the tables that the rows come from. */
  readonly schema: number;
  /** When the directory was as the file says, in ISO 8601. */
  readonly creationTime: string;
}

/** The last line of a file. */
export interface End {
  /** Rows of each table. */
  readonly counts: Readonly<Record<string, number>>;
  /** SHA-256 of the rows' lines with their line feeds, in hexadecimal. */
  readonly sha256: string;
}

const count = z.number().int().nonnegative();

/** What a first line must be. */
export const headerSchema = z.strictObject({
  format: z.literal("roster-export"),
  version: count,
  schema: count,
  creationTime: z.iso.datetime(),
});

/** What a last line must be. */
export const endSchema = z.strictObject({
  end: z.strictObject({ counts: z.record(z.string(), count), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** The first line of a file. */
export const renderHeader = (header: Header): string => `${JSON.stringify(header)}\n`;

/** The last line of a file. */
export const renderEnd = (end: End): string => `${JSON.stringify({ end })}\n`;

/** What each line of a row of this table begins with. */
export const rowPrefix = (table: string): string => `{"table":"${table}","row":{`;

/**
 * A function that writes a row of the table as a line: its columns in the order of the table's definition, without those
 * that are null. The same rows so give the same bytes.
 */
export function createRowWriter({ name, columns }: TransferTable): (row: TransferRow) => string {
  const fields = columns.map((column) => ({ name: column.name, key: `"${column.name}":` }));
  const prefix = rowPrefix(name);
  return (row) => {
    let line = prefix;
    for (const field of fields) {
      const value = row[field.name];
      if (value === null || value === undefined) continue;
      if (line.length > prefix.length) line += ",";
      line += field.key + (typeof value === "string" ? JSON.stringify(value) : value);
    }
    return `${line}}}\n`;
  };
}
