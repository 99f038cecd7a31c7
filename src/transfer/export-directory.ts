import { createHash } from "node:crypto";
import {
  type DirectorySource,
  openDirectorySource,
  type TransferLocation,
  type TransferRow,
} from "../storage/transfer/index.ts";
import type { ExportSink } from "./export-file.ts";
import { createRowWriter, type End, formatVersion, renderEnd, renderHeader } from "./format.ts";
import type { OnProgress } from "./progress.ts";
import { TransferError } from "./transfer-error.ts";

/** What an export needs. */
export interface ExportOptions {
  readonly location: TransferLocation;
  readonly sink: ExportSink;
  /** Now, in milliseconds. */
  readonly nowMs: () => number;
  readonly onProgress?: OnProgress | undefined;
  /** Stops the export, which then leaves nothing behind. */
  readonly signal?: AbortSignal | undefined;
}

/** What was exported. */
export interface ExportSummary {
  /** Rows of each table. */
  readonly counts: End["counts"];
}

/** Rows are read page by page: of about this size, so that neither long rows fill the memory nor short ones take long. */
const pageBytes = 1_048_576;
const firstPageRows = 100;
const maxPageRows = 2_000;

/**
 * Writes all of a directory, as it is at one moment, to the sink, and finishes it. Servers may go on writing meanwhile.
 *
 * On any failure the sink is told to discard what it has.
 *
 * @throws StorageOpenError, TransferError, or the reason of the signal
 */
export async function exportDirectory(options: ExportOptions): Promise<ExportSummary> {
  const { location, sink, nowMs } = options;
  try {
    const source = await openDirectorySource(location);
    try {
      const creationTime = new Date(nowMs()).toISOString();
      const header = { format: "roster-export", version: formatVersion, schema: source.schema, creationTime } as const;
      await sink.write(Buffer.from(renderHeader(header)));
      const end = await writeRows(source, options);
      await sink.write(Buffer.from(renderEnd(end)));
      await sink.finish();
      return { counts: end.counts };
    } finally {
      await source.close();
    }
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function writeRows(source: DirectorySource, options: ExportOptions): Promise<End> {
  const { sink, onProgress, signal } = options;
  const expected = new Map<string, number>();
  for (const table of source.tables) expected.set(table.name, await source.count(table));
  const total = [...expected.values()].reduce((sum, rows) => sum + rows, 0);
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  let done = 0;
  for (const table of source.tables) {
    const writeRow = createRowWriter(table);
    let count = 0;
    for await (const rows of pagesOf(source, table)) {
      signal?.throwIfAborted();
      const bytes = Buffer.from(rows.map(writeRow).join(""));
      hash.update(bytes);
      await sink.write(bytes);
      count += rows.length;
      done += rows.length;
      onProgress?.({ step: "export", done, total });
    }
    if (count !== expected.get(table.name)) {
      throw new TransferError(`${table.name} has ${expected.get(table.name)} rows, but ${count} were read; try again`);
    }
    counts[table.name] = count;
  }
  return { counts, sha256: hash.digest("hex") };
}

async function* pagesOf(source: DirectorySource, table: DirectorySource["tables"][number]) {
  let limit = firstPageRows;
  let last: TransferRow | undefined;
  for (;;) {
    const rows = await source.page(table, last, limit);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = rows.at(-1);
    limit = nextLimit(rows);
  }
}

/** As many rows as make a page, going by the last one's. */
function nextLimit(rows: readonly TransferRow[]): number {
  let length = 0;
  for (const row of rows)
    for (const value of Object.values(row)) length += typeof value === "string" ? value.length : 8;
  const rowLength = Math.max(1, length / rows.length);
  return Math.min(maxPageRows, Math.max(1, Math.floor(pageBytes / rowLength)));
}
