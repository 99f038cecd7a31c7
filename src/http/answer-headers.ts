import type { Cors } from "./cors.ts";
import type { AnswerHeaders } from "./handlers.ts";

/**
 * Headers that suit every answer of an API.
 *
 * - `nosniff`: a browser must not guess that a JSON value is a page.
 * - `no-store`: answers depend on the caller's token, so nothing on the way may keep one. A handler that knows better
 *   sets its own `Cache-Control`.
 */
const securityHeaders: AnswerHeaders = Object.freeze({
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
});

/**
 * Creates a function that gives the headers every answer begins with, for the origin of its request.
 * The same frozen object is returned for the same CORS headers, so a request costs one lookup.
 */
export function createAnswerHeaders(cors: Cors): (origin: string | undefined) => AnswerHeaders {
  const merged = new WeakMap<AnswerHeaders, AnswerHeaders>();
  return (origin) => {
    const fromCors = cors.answerHeaders(origin);
    let headers = merged.get(fromCors);
    if (headers === undefined) {
      headers = Object.freeze({ ...securityHeaders, ...fromCors });
      merged.set(fromCors, headers);
    }
    return headers;
  };
}
