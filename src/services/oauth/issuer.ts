import type { HandlerContext } from "@connectrpc/connect";

/** Where a request without a usable address is said to have come in. */
const unknownOrigin = "http://localhost";

/**
 * The address of this server as its issuer: the configured one, else scheme and authority of the request, as the caller
 * wrote them. What proxies say about the request is not looked at: anybody can say it.
 */
export function issuerOf({ url }: Pick<HandlerContext, "url">, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl;
  if (!URL.canParse(url)) return unknownOrigin;
  const { origin } = new URL(url);
  return origin === "null" ? unknownOrigin : origin;
}
