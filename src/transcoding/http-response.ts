/** An answer as it goes to the transport. One that compresses the body also replaces `content-length`. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case, each once. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for HEAD, 204 and 304. */
  readonly body: Uint8Array;
}

const noBody = new Uint8Array(0);

/**
 * A complete answer: with `content-length`, and without a body where HTTP has none.
 *
 * - An answer to HEAD keeps the headers its body would have had (RFC 9110, 9.3.2).
 * - 204 and 304 have neither content nor headers about it (RFC 9110, 15.3.5 and 15.4.5).
 */
export function createHttpResponse(
  httpMethod: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): HttpResponse {
  if (status === 204 || status === 304) {
    const { "content-type": _, ...others } = headers;
    return { status, headers: others, body: noBody };
  }
  const complete = Object.assign({}, headers, { "content-length": String(body.length) });
  return { status, headers: complete, body: httpMethod === "HEAD" ? noBody : body };
}
