import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request over HTTP/1.1 or HTTP/2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** An answer over HTTP/1.1 or HTTP/2. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Answers a request. Never rejects for what a caller sent. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/**
 * The request's headers without HTTP/2's pseudo headers, of which the authority is the `host`; several values of one name
 * are joined with commas.
 */
export function toHeaders(request: NodeRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const authority = request.headers[":authority"];
  if (typeof authority === "string" && !headers.has("host")) headers.set("host", authority);
  return headers;
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

/** Sends a whole answer, unless the caller is gone. */
export function send(
  response: NodeResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
): void {
  if (response.destroyed || response.headersSent) return;
  // The overloads of the two response types cannot be called through their union.
  (response as ServerResponse).writeHead(status, { ...headers });
  (response as ServerResponse).end(body);
}

/** What {@link readBody} answers for a body that is too large. */
export const bodyTooLarge = Symbol("body too large");

/** What {@link readBody} answers when the caller went away. */
export const bodyAborted = Symbol("body aborted");

/**
 * The whole body; `bodyTooLarge` as soon as it is known to be larger than `maxBytes`, so that no more of it is kept.
 */
export async function readBody(
  request: NodeRequest,
  maxBytes: number,
): Promise<Uint8Array | typeof bodyTooLarge | typeof bodyAborted> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return bodyTooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      // Without an encoding set, Node's request streams give buffers.
      const buffer = chunk as Buffer;
      bytes += buffer.length;
      if (bytes > maxBytes) return bodyTooLarge;
      chunks.push(buffer);
    }
  } catch {
    return bodyAborted;
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
}
