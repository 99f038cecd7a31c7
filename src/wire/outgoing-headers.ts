import type { OutgoingHeaders } from "./exchange.ts";
import { LightHeaders, setCookie } from "./light-headers.ts";

/** What is about the connection and not the answer: Node refuses the whole answer for one of them (RFC 9113, 8.2.2). */
const connectionHeaders = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te"];

/** The names that a handler or an interceptor has no say in: those of the connection, and these. */
export const withheldNames = (...names: readonly string[]): ReadonlySet<string> =>
  new Set([...connectionHeaders, ...names]);

/** Adds the fields of any `Headers` to those of an answer, save for what is withheld from whoever has set them. */
export function copyHeaders(from: Headers, target: OutgoingHeaders, withheld: ReadonlySet<string>): void {
  if (from instanceof LightHeaders) {
    from.copyTo(target, withheld);
    return;
  }
  for (const [name, value] of from) if (name !== setCookie && !withheld.has(name)) target[name] = value;
  const cookies = from.getSetCookie();
  if (cookies.length > 0) target[setCookie] = cookies;
}
