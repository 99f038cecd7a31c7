import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { messageOf, TransferError } from "./transfer-error.ts";

const chunkBytes = 262_144;
/** No row of ours is longer: values are limited by the largest request. */
const maxLineBytes = 67_108_864;
const lineFeed = 10;

/** Lines that were read together. */
export interface Lines {
  /** Each with its line feed, which only the file's very last may lack. */
  readonly lines: readonly Buffer[];
  /** How much of the file on disk was read by now. */
  readonly bytesRead: number;
}

/**
 * The lines of a file, some at a time; of a compressed one, what is in it.
 *
 * @throws TransferError when it cannot be read
 */
export async function* readLines(file: string): AsyncGenerator<Lines> {
  const isCompressed = await startsAsGzip(file);
  const source = createReadStream(file, { highWaterMark: chunkBytes });
  let content: Readable = source;
  if (isCompressed) {
    const gunzip = createGunzip({ chunkSize: chunkBytes });
    source.on("error", (error) => gunzip.destroy(error));
    content = source.pipe(gunzip);
  }
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of content) {
      const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const lines = splitLines(bytes);
      rest = bytes.subarray(lines.reduce((length, line) => length + line.length, 0));
      if (rest.length > maxLineBytes) throw new TransferError(`${file} has a line of more than ${maxLineBytes} bytes`);
      if (lines.length > 0) yield { lines, bytesRead: source.bytesRead };
    }
    if (rest.length > 0) yield { lines: [rest], bytesRead: source.bytesRead };
  } catch (error) {
    throw error instanceof TransferError ? error : readError(file, error);
  } finally {
    source.destroy();
    content.destroy();
  }
}

function splitLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    lines.push(bytes.subarray(start, end + 1));
    start = end + 1;
  }
  return lines;
}

async function startsAsGzip(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readError(file, error);
  }
}

const readError = (file: string, error: unknown): TransferError =>
  new TransferError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
