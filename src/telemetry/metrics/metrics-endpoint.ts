import { createHash, timingSafeEqual } from "node:crypto";
import { expositionContentType } from "./exposition.ts";
import type { Registry } from "./registry.ts";

/** A request for the metrics, as far as the answer depends on it. */
export interface ScrapeRequest {
  readonly method: string;
  readonly authorization: string | undefined;
}

/** The answer to it. */
export interface ScrapeAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
}

/**
 * What answers scrapes: 200 with all metrics to GET, without a body to HEAD, 405 to other methods, and 401 to whoever
 * does not show the token.
 *
 * @param token The Bearer token to be shown; it is compared in a time that tells nothing. `undefined`: none is needed.
 */
export function createMetricsEndpoint(registry: Registry, token: string | undefined) {
  const expected = token === undefined ? undefined : digestOf(`Bearer ${token}`);
  const isAllowed = (given: string | undefined): boolean =>
    expected === undefined || timingSafeEqual(digestOf(given ?? ""), expected);
  return function answerScrape({ method, authorization }: ScrapeRequest): ScrapeAnswer {
    if (method !== "GET" && method !== "HEAD") return { status: 405, headers: { allow: "GET, HEAD" }, body: undefined };
    if (!isAllowed(authorization)) {
      return { status: 401, headers: { "www-authenticate": 'Bearer realm="metrics"' }, body: undefined };
    }
    const body = Buffer.from(registry.render());
    const headers = {
      "content-type": expositionContentType,
      "content-length": String(body.length),
      "cache-control": "no-store",
    };
    return { status: 200, headers, body: method === "HEAD" ? undefined : body };
  };
}

/** Digests are of one length, as the comparison asks. */
const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
