import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { messageOf, TransferError } from "./transfer-error.ts";

/** Where an export goes. */
export interface ExportSink {
  /** Resolves when more can be taken. */
  write(bytes: Buffer): Promise<void>;
  /** Resolves when all is where it belongs, and on disk if it is a file. */
  finish(): Promise<void>;
  /** Takes back what was written, as far as that can be. */
  discard(): Promise<void>;
}

/**
 * A file that appears under its name when it is complete and on disk, and not before; one that was there is replaced.
 * Only the owner can read it: it holds hashes of passwords and tokens. A name that ends in `.gz` makes it compressed.
 *
 * @throws TransferError when it cannot be written
 */
export async function createExportFile(file: string): Promise<ExportSink> {
  const unfinished = `${file}.${process.pid}.unfinished`;
  // `flush` puts the bytes on disk before the file is closed.
  const stream = createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true });
  const output = file.endsWith(".gz") ? createGzip() : stream;
  if (output !== stream) output.pipe(stream);
  const failure = watchFailure([output, stream]);
  await Promise.race([once(stream, "open"), failure.first]).catch((error: unknown) => refuse(file, error));
  return {
    write: (bytes) => writeAll(output, bytes, failure).catch((error: unknown) => refuse(file, error)),
    async finish() {
      try {
        output.end();
        await Promise.race([finished(stream), failure.first]);
        await rename(unfinished, file);
        await syncFolder(dirname(file));
      } catch (error) {
        refuse(file, error);
      }
    },
    async discard() {
      output.destroy();
      stream.destroy();
      await rm(unfinished, { force: true });
    },
  };
}

/** Standard output, or what stands in for it. It stays open. */
export function createExportStream(output: Writable): ExportSink {
  const failure = watchFailure([output]);
  return {
    write: (bytes) => writeAll(output, bytes, failure).catch((error: unknown) => refuse("standard output", error)),
    finish: () => failure.assertNone().catch((error: unknown) => refuse("standard output", error)),
    discard: async () => {},
  };
}

function refuse(file: string, error: unknown): never {
  throw new TransferError(
    `${file} cannot be written: ${messageOf(error)}; nothing was exported: make room, or name another file`,
    { cause: error },
  );
}

interface Failure {
  /** Rejects with the first error, when there has been one. */
  assertNone(): Promise<void>;
  /** Rejects as soon as there is one. */
  readonly first: Promise<never>;
}

function watchFailure(streams: readonly Writable[]): Failure {
  let error: Error | undefined;
  const first = new Promise<never>((_resolve, reject) => {
    for (const stream of streams) {
      stream.on("error", (reason: Error) => {
        error ??= reason;
        reject(reason);
      });
    }
  });
  first.catch(() => undefined);
  return {
    first,
    async assertNone() {
      if (error !== undefined) throw error;
    },
  };
}

async function writeAll(output: Writable, bytes: Buffer, failure: Failure): Promise<void> {
  await failure.assertNone();
  if (!output.write(bytes)) await Promise.race([once(output, "drain"), failure.first]);
}

/** Makes the new name survive a crash of the machine. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, "r");
    await handle.sync();
  } catch {
    // Some systems cannot open folders; the file itself is on disk.
  } finally {
    await handle?.close();
  }
}
