import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { TransferLocation } from "../../src/storage/transfer/index.ts";
import { exportDirectory } from "../../src/transfer/export-directory.ts";
import { createExportFile, type ExportSink } from "../../src/transfer/export-file.ts";
import type { End } from "../../src/transfer/format.ts";

/** An export in its parts. */
export interface ExportText {
  readonly header: Record<string, unknown>;
  /** The rows' lines, without line feeds. */
  readonly rows: readonly string[];
  readonly end: End;
}

/** Exports to the file, and answers it in its parts. */
export async function exportTo(file: string, location: TransferLocation): Promise<ExportText> {
  await exportDirectory({ location, sink: await createExportFile(file), nowMs: () => 1_700_000_000_000 });
  return readExport(readFileSync(file, "utf8"));
}

/** An export that is kept in memory; `onWrite` is awaited before each part is taken. */
export async function exportText(location: TransferLocation, onWrite: () => Promise<void>): Promise<ExportText> {
  let text = "";
  const sink: ExportSink = {
    async write(bytes) {
      await onWrite();
      text += bytes.toString();
    },
    finish: async () => {},
    discard: async () => {},
  };
  await exportDirectory({ location, sink, nowMs: Date.now });
  return readExport(text);
}

/** A text of an export in its parts. */
export function readExport(text: string): ExportText {
  const lines = text.split("\n").slice(0, -1);
  return {
    header: JSON.parse(lines[0] ?? ""),
    rows: lines.slice(1, -1),
    end: JSON.parse(lines.at(-1) ?? "").end,
  };
}

/** Writes an export with these rows, whose end fits them: what a program that makes such files would write. */
export function writeExport(file: string, { header, rows }: Pick<ExportText, "header" | "rows">): void {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const table = /^\{"table":"(\w+)"/.exec(row)?.[1] ?? "";
    if (table !== "") counts[table] = (counts[table] ?? 0) + 1;
  }
  const sha256 = createHash("sha256")
    .update(rows.map((row) => `${row}\n`).join(""))
    .digest("hex");
  writeExportLines(file, [JSON.stringify(header), ...rows, JSON.stringify({ end: { counts, sha256 } })]);
}

/** Writes these lines. */
export const writeExportLines = (file: string, lines: readonly string[]): void =>
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));

/** The rows of one table, parsed. */
export const rowsOf = (exported: ExportText, table: string): readonly Readonly<Record<string, unknown>>[] =>
  exported.rows.filter((row) => row.startsWith(`{"table":"${table}"`)).map((row) => JSON.parse(row).row);
