import { Code, ConnectError } from "@connectrpc/connect";
import { createContentTooLarge } from "../transcoding/index.ts";
import { prefixBytes } from "./envelope.ts";

/** Puts the chunks of a body together, and refuses one that is too large before it is kept. */
export interface BodyCollector {
  /** Takes the next chunk. Throws a ConnectError when the body must not go on; nothing may be pushed after that. */
  push(chunk: Buffer): void;
  /** The body, or with envelopes the bytes of the one that it must be. A body of one chunk is not copied. */
  finish(): Buffer;
}

const nothing = Buffer.alloc(0);

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
export const createBodyCollector = (
  maxBytes: number,
  declared: string | undefined,
  createError: (maxBytes: number) => ConnectError = createMessageTooLarge,
): BodyCollector => new BoundedCollector(maxBytes, declared, createError);

/** Collects the body of a JSON request; what is too large is 413. */
export const createJsonBodyCollector = (maxBytes: number, declared: string | undefined): BodyCollector =>
  createBodyCollector(maxBytes, declared, createContentTooLarge);

/**
 * Collects the single enveloped message of a unary call: what its prefix declares is checked against `maxBytes` as soon
 * as the prefix is there, and a second message is refused with its first byte.
 */
export const createEnvelopeCollector = (maxBytes: number): BodyCollector => new EnvelopeCollector(maxBytes);

/** Classes, because one exists for every call and methods on a prototype cost nothing to create. */
abstract class Collector implements BodyCollector {
  protected chunks: Buffer[] = [];
  protected bytes = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    this.verify();
  }

  finish(): Buffer {
    const { chunks } = this;
    const [first = nothing] = chunks;
    const body = chunks.length <= 1 ? first : Buffer.concat(chunks, this.bytes);
    this.chunks = [];
    return body;
  }

  /** Throws when what is there must not go on. */
  protected abstract verify(): void;
}

class BoundedCollector extends Collector {
  private readonly maxBytes: number;
  private readonly declaredBytes: number;
  private readonly createError: (maxBytes: number) => ConnectError;

  constructor(maxBytes: number, declared: string | undefined, createError: (maxBytes: number) => ConnectError) {
    super();
    this.maxBytes = maxBytes;
    this.declaredBytes = declared === undefined ? 0 : Number(declared);
    this.createError = createError;
  }

  protected verify(): void {
    if (this.bytes > this.maxBytes || this.declaredBytes > this.maxBytes) throw this.createError(this.maxBytes);
  }
}

class EnvelopeCollector extends Collector {
  private readonly maxBytes: number;
  private expectedBytes: number | undefined = undefined;

  constructor(maxBytes: number) {
    super();
    this.maxBytes = maxBytes;
  }

  protected verify(): void {
    if (this.expectedBytes === undefined && this.bytes >= prefixBytes) {
      const declared = readPrefix(this.chunks).readUInt32BE(1);
      if (declared > this.maxBytes) throw createMessageTooLarge(this.maxBytes);
      this.expectedBytes = prefixBytes + declared;
    }
    if (this.expectedBytes !== undefined && this.bytes > this.expectedBytes) {
      throw new ConnectError("A unary RPC takes one message, and there is a second one", Code.Unimplemented);
    }
  }
}

function readPrefix(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first !== undefined && first.length >= prefixBytes ? first : Buffer.concat(chunks).subarray(0, prefixBytes);
}
