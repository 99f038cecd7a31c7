import { Code, ConnectError } from "@connectrpc/connect";
import { createContentTooLarge } from "../transcoding/index.ts";

/** Puts the chunks of a body together, and refuses one that is too large before it is kept. */
export interface BodyCollector {
  /** Takes the next chunk. Throws a ConnectError when the body must not go on; nothing may be pushed after that. */
  push(chunk: Buffer): void;
  /** The body, or with envelopes the bytes of the one that it must be. A body of one chunk is not copied. */
  finish(): Buffer;
}

const nothing = Buffer.alloc(0);
const prefixBytes = 5;

/** What Node's streams of requests have in common. */
interface BodyStream {
  on(event: "data", listener: (chunk: Buffer) => void): unknown;
  on(event: "end", listener: () => void): unknown;
}

/**
 * Reads a stream into a collector. Rejects with what the collector throws; what comes after that is dropped.
 *
 * @param isWhole Asked at the end: a stream that was reset ends, too, and then the promise does not settle.
 */
export function collectBody(stream: BodyStream, collector: BodyCollector, isWhole: () => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let isRefused = false;
    stream.on("data", (chunk) => {
      if (isRefused) return;
      try {
        collector.push(chunk);
      } catch (error) {
        isRefused = true;
        reject(error);
      }
    });
    stream.on("end", () => {
      if (isRefused || !isWhole()) return;
      try {
        resolve(collector.finish());
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** The error for a message over the limit, in the protocols of RPCs. */
export const createMessageTooLarge = (maxBytes: number): ConnectError =>
  new ConnectError(`The message is larger than ${maxBytes} bytes`, Code.ResourceExhausted);

/**
 * Collects a body of at most `maxBytes`.
 *
 * @param declared The `content-length` of the request: one over the limit is refused with the first chunk.
 */
export function createBodyCollector(
  maxBytes: number,
  declared: string | undefined,
  createError: (maxBytes: number) => ConnectError = createMessageTooLarge,
): BodyCollector {
  return createCollector((bytes) => {
    if (bytes > maxBytes || (declared !== undefined && Number(declared) > maxBytes)) throw createError(maxBytes);
  });
}

/** Collects the body of a JSON request; what is too large is 413. */
export const createJsonBodyCollector = (maxBytes: number, declared: string | undefined): BodyCollector =>
  createBodyCollector(maxBytes, declared, createContentTooLarge);

/**
 * Collects the single enveloped message of a unary call: what its prefix declares is checked against `maxBytes` as soon
 * as the prefix is there, and a second message is refused with its first byte.
 */
export function createEnvelopeCollector(maxBytes: number): BodyCollector {
  let expectedBytes: number | undefined;
  return createCollector((bytes, chunks) => {
    if (expectedBytes === undefined && bytes >= prefixBytes) {
      const declared = readPrefix(chunks).readUInt32BE(1);
      if (declared > maxBytes) throw createMessageTooLarge(maxBytes);
      expectedBytes = prefixBytes + declared;
    }
    if (expectedBytes !== undefined && bytes > expectedBytes) {
      throw new ConnectError("A unary RPC takes one message, and there is a second one", Code.Unimplemented);
    }
  });
}

function readPrefix(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first !== undefined && first.length >= prefixBytes ? first : Buffer.concat(chunks).subarray(0, prefixBytes);
}

function createCollector(verify: (bytes: number, chunks: readonly Buffer[]) => void): BodyCollector {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      chunks.push(chunk);
      bytes += chunk.length;
      verify(bytes, chunks);
    },
    finish() {
      const [first = nothing] = chunks;
      const body = chunks.length <= 1 ? first : Buffer.concat(chunks, bytes);
      chunks = [];
      return body;
    },
  };
}
