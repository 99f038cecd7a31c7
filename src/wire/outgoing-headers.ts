import type { OutgoingHeaders } from "./exchange.ts";

/** What is about the connection and not the answer: Node refuses the whole answer for one of them (RFC 9113, 8.2.2). */
const connectionHeaders = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te"];

/** The headers without those that a handler has no say in. The object itself is changed. */
export const withoutConnectionHeaders = (headers: OutgoingHeaders): OutgoingHeaders =>
  withoutHeaders(headers, connectionHeaders);

/** The headers without these, of which hardly ever one is there. The object itself is changed. */
export function withoutHeaders(headers: OutgoingHeaders, names: readonly string[]): OutgoingHeaders {
  // Looking first is cheap; V8 deletes slowly, also what is not there.
  for (const name of names) if (name in headers) delete headers[name];
  return headers;
}
