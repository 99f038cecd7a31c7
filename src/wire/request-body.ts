import { Code, ConnectError } from "@connectrpc/connect";
import type { NodeRequest } from "./node-http.ts";

/**
 * The body in chunks as they come. What is left when its reader stops is drained: a caller that is still sending must
 * be able to finish, or it never reads the answer, and its stream or connection stays behind.
 */
export async function* readChunks(request: NodeRequest): AsyncIterable<Uint8Array> {
  try {
    // Without an encoding set, Node's request streams give buffers.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } finally {
    request.resume();
  }
}

/** Drains what nobody has read of a body by the time it is answered. HTTP/1.1 requests do so by themselves. */
export function drainWhenAnswered(request: NodeRequest): void {
  if ("stream" in request) request.stream.once("finish", () => request.resume());
}

/** The same chunks; `invalid_argument` at the first one that makes the text invalid UTF-8, instead of replacing it. */
export async function* verifyUtf8(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of chunks) {
    verify(() => decoder.decode(chunk, { stream: true }));
    yield chunk;
  }
  verify(() => decoder.decode());
}

function verify(decode: () => string): void {
  try {
    decode();
  } catch (cause) {
    const message = "The request's JSON holds bytes that are no UTF-8";
    throw new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
  }
}
