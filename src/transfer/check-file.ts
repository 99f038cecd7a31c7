import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { exportedTables } from "../storage/transfer/index.ts";
import { type End, endSchema, formatVersion, type Header, headerSchema, rowPrefix } from "./format.ts";
import type { OnProgress } from "./progress.ts";
import { readLines } from "./read-lines.ts";
import { messageOf, TransferError } from "./transfer-error.ts";

/** What a file says of itself, and whether that is so. */
export interface CheckedFile {
  readonly header: Header;
  readonly end: End;
  /** Lines between the first and the last. */
  readonly rowCount: number;
  /** What is wrong with the file as a whole, one sentence each; empty of a file that is as it was written. */
  readonly problems: readonly string[];
}

/** How a file is checked. */
export interface CheckOptions {
  /** The newest schema that this program knows. */
  readonly newestSchema: number;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a file through without looking into its rows: whether it is one of ours, complete, and as it was written. Nothing
 * needs to be written before that is known.
 *
 * @throws TransferError when it is not an export, of a version or a schema that this program does not know, or cut off
 */
export async function checkFile(
  file: string,
  { newestSchema, onProgress, signal }: CheckOptions,
): Promise<CheckedFile> {
  const { size } = await stat(file).catch((error: unknown) => {
    throw new TransferError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const hash = createHash("sha256");
  const counter = createCounter();
  let header: Header | undefined;
  // The last line is not a row, and which one is the last shows at the end only.
  let last: Buffer | undefined;
  for await (const { lines, bytesRead } of readLines(file)) {
    signal?.throwIfAborted();
    for (const line of lines) {
      if (header === undefined) {
        header = parseHeader(file, line, newestSchema);
        continue;
      }
      if (last !== undefined) {
        hash.update(last);
        counter.count(last);
      }
      last = line;
    }
    onProgress?.({ step: "check", done: bytesRead, total: size });
  }
  if (header === undefined) throw new TransferError(`${file} is empty; name a file that "roster export" wrote`);
  const end = parseEnd(file, last);
  const problems = counter.strangeLine() === undefined ? [] : [`line ${counter.strangeLine()} is no row of a table`];
  problems.push(...compareCounts(end.counts, counter.counts()));
  const sha256 = hash.digest("hex");
  if (sha256 !== end.sha256) {
    problems.push(`its rows have the SHA-256 ${sha256}, and the last line says ${end.sha256}`);
  }
  return { header, end, rowCount: counter.total(), problems };
}

function parseHeader(file: string, line: Buffer, newestSchema: number): Header {
  const header = headerSchema.safeParse(parseJson(line));
  if (!header.success) {
    throw new TransferError(
      `${file} is not an export of Roster: its first line must be {"format":"roster-export", ...}; name a file that "roster export" wrote`,
    );
  }
  const { version, schema } = header.data;
  if (version > formatVersion || schema > newestSchema) {
    throw new TransferError(
      `${file} was written by a newer version of this program (format ${version}, schema ${schema}; this version knows format ${formatVersion} and schema ${newestSchema}); import it with that version`,
    );
  }
  if (version < formatVersion) throw new TransferError(`${file} has the format ${version}, which there never was`);
  return header.data;
}

function parseEnd(file: string, line: Buffer | undefined): End {
  const end = endSchema.safeParse(line && parseJson(line));
  if (end.success) return end.data.end;
  throw new TransferError(`${file} is cut off: its last line must be {"end": ...}; copy it again, or export again`);
}

function parseJson(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

/** Counts the lines of each table by what they begin with, which takes a hundredth of the time that reading them does. */
function createCounter() {
  const prefixes = exportedTables.map((table) => ({ table, bytes: Buffer.from(rowPrefix(table)), count: 0 }));
  let current = prefixes[0];
  let total = 0;
  let strangeLine: number | undefined;
  return {
    /** The first line that begins like no row of a table. */
    strangeLine: () => strangeLine,
    total: () => total,
    counts: () => new Map<string, number>(prefixes.map(({ table, count }) => [table, count])),
    count(line: Buffer) {
      total++;
      // Rows of a table stand together, so the prefix is nearly always that of the line before.
      if (current === undefined || !startsWith(line, current.bytes)) {
        current = prefixes.find(({ bytes }) => startsWith(line, bytes));
      }
      if (current !== undefined) current.count++;
      // The header is the first line.
      else strangeLine ??= total + 1;
    },
  };
}

const startsWith = (line: Buffer, prefix: Buffer): boolean =>
  line.length >= prefix.length && line.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;

function* compareCounts(said: End["counts"], found: ReadonlyMap<string, number>): Iterable<string> {
  for (const table of new Set([...found.keys(), ...Object.keys(said)])) {
    const [saidCount, foundCount] = [said[table] ?? 0, found.get(table) ?? 0];
    if (saidCount !== foundCount) {
      yield `it has ${foundCount} rows of ${table}, and the last line says ${saidCount}`;
    }
  }
}
