import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { Exchange } from "../wire/exchange.ts";
import type { Packed } from "./files.ts";

/** What the page and its files say beside the headers of every answer: other sites do not load them. */
const safety = { "cross-origin-resource-policy": "same-origin" };

/** Answers one request. Rejects when a file cannot be read. */
export type Answer = (exchange: Exchange) => Promise<void>;

/**
 * Answers with a content, whole or, as far as the caller has it already, with 304 (RFC 9110, 13.1.2). Packed contents go
 * out as they are to callers that understand gzip.
 *
 * @param content The text, or what reads it when it is asked for.
 * @param headers Headers more, names in lower case.
 */
export function answerWith(
  contentType: string,
  content: string | (() => Promise<Packed>),
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return async function answer(exchange) {
    if (exchange.method !== "GET" && exchange.method !== "HEAD") {
      return exchange.send(405, { ...safety, allow: "GET, HEAD" }, undefined);
    }
    const made = typeof content === "string" ? Buffer.from(content) : (await content()).gzip;
    const isPacked = typeof content !== "string" && acceptsGzip(exchange.headers["accept-encoding"]);
    const body = typeof content === "string" || isPacked ? made : gunzipSync(made);
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    const head = { ...safety, ...headers, "cache-control": "no-cache", vary: "accept-encoding", etag };
    if (exchange.headers["if-none-match"] === etag) return exchange.send(304, head, undefined);
    exchange.send(
      200,
      {
        ...head,
        "content-type": contentType,
        "content-length": String(body.length),
        ...(isPacked ? { "content-encoding": "gzip" } : {}),
      },
      body,
    );
  };
}

const acceptsGzip = (header: string | string[] | undefined): boolean =>
  /(^|[\s,])gzip\s*(?!;\s*q=0(\.0*)?\s*(,|$))/i.test(String(header ?? ""));
