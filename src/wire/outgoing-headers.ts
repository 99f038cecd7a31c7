import type { OutgoingHeaders } from "./exchange.ts";

/** What is about the connection and not the answer: Node refuses the whole answer for one of them (RFC 9113, 8.2.2). */
const connectionHeaders = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te"];

/** The headers without those that a handler has no say in. The object itself is changed. */
export function withoutConnectionHeaders(headers: OutgoingHeaders): OutgoingHeaders {
  for (const name of connectionHeaders) if (name in headers) delete headers[name];
  return headers;
}
