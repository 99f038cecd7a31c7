import { Code, ConnectError } from "@connectrpc/connect";
import type { Compression } from "@connectrpc/connect/protocol";

/** How messages are compressed, and from which size on. */
export interface CompressionOptions {
  /** What requests may use, and what answers use: the first of the caller's list that is here. */
  readonly acceptCompression: readonly Compression[];
  /** Smaller answers go as they are: compressing them costs more than it saves. */
  readonly compressMinBytes: number;
  /** Largest message after decompression. */
  readonly readMaxBytes: number;
}

/** Undoes and does the compressions of one server. */
export interface Compressor {
  /**
   * The compression that a request names; `undefined` for none.
   *
   * @throws ConnectError with Unimplemented for one that is not served, with what is served in `acceptHeader`.
   */
  find(encoding: string | undefined, acceptHeader: string): Compression | undefined;
  /** The message. Never more than the limit is unpacked: beyond it the error is `resource_exhausted`. */
  decompress(compression: Compression, data: Uint8Array): Promise<Uint8Array>;
  /**
   * How to compress an answer of this size: with the first of the encodings that the caller accepts, or where it does not
   * say with that of its request; `undefined` for not at all.
   */
  choose(bytes: number, accepted: string | undefined, encoding: string | undefined): Compression | undefined;
}

/** The compressions of one server. */
export function createCompressor(options: CompressionOptions): Compressor {
  const { compressMinBytes, readMaxBytes } = options;
  const byName = new Map(options.acceptCompression.map((compression) => [compression.name, compression]));
  return {
    find(encoding, acceptHeader) {
      if (encoding === undefined || encoding === "" || encoding === "identity") return undefined;
      const found = byName.get(encoding);
      if (found !== undefined) return found;
      const names = [...byName.keys()].join(",");
      const message = `The compression ${JSON.stringify(encoding)} is not served: use ${names || "none"}`;
      throw new ConnectError(message, Code.Unimplemented, { [acceptHeader]: names });
    },
    async decompress(compression, data) {
      try {
        return await compression.decompress(data, readMaxBytes);
      } catch (cause) {
        if (ConnectError.from(cause).code === Code.ResourceExhausted) throw cause;
        const message = `The message is not compressed with ${compression.name}, as its headers say`;
        throw new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
      }
    },
    choose(bytes, accepted, encoding) {
      if (bytes < compressMinBytes || byName.size === 0) return undefined;
      if (accepted === undefined || accepted === "") return encoding === undefined ? undefined : byName.get(encoding);
      for (const item of accepted.split(",")) {
        const [name = "", ...parameters] = item.split(";");
        const found = byName.get(name.trim().toLowerCase());
        if (found !== undefined && !parameters.some((parameter) => /^\s*q=0(\.0*)?\s*$/i.test(parameter))) return found;
      }
      return undefined;
    },
  };
}
