import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request over HTTP/1.1 or HTTP/2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** An answer over HTTP/1.1 or HTTP/2. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** The path of a request target. */
export function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}

/**
 * The request's target as an absolute URL: scheme and authority as the caller used them, in front of the path. The
 * path alone when the request names no authority. What it names is not checked, so the text need not be a valid URL.
 */
export function urlOf(request: NodeRequest): string {
  const target = request.url ?? "";
  const scheme = "encrypted" in request.socket && request.socket.encrypted === true ? "https" : "http";
  const authority = ("authority" in request ? request.authority : request.headers.host) ?? "";
  return target.startsWith("/") && authority !== "" ? `${scheme}://${authority}${target}` : target;
}

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
  if ("stream" in request) request.stream.on("finish", () => request.resume());
}
