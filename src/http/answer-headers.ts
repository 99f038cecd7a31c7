import type { Cors } from "./cors.ts";
import type { AnswerHeaders } from "./handlers.ts";

/**
 * Headers that suit every answer of an API.
 *
 * - `nosniff`: a browser must not guess that a JSON value is a page.
 * - `no-store`: answers depend on the caller's token, so nothing on the way may keep one. A handler that knows better
 *   sets its own `Cache-Control`.
 */
const headersOfAll: AnswerHeaders = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/**
 * Headers of every answer that a browser could be made to show. gRPC's are not among them: no browser takes such a
 * content type for a page, and its clients make the most calls.
 *
 * - `Content-Security-Policy` (level 3): what is shown anyhow runs nothing, loads nothing and stands in no frame. A page
 *   of ours sets its own.
 * - `no-referrer`: paths hold ids of users, which other sites need not learn.
 */
const headersOfShown: AnswerHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** What a server tells browsers beyond what all servers do. */
export interface AnswerHeadersOptions {
  readonly cors: Cors;
  /**
   * How long browsers are to reach this host over TLS only (RFC 6797), in seconds; 0 takes back what was said before.
   * `undefined` says nothing, as a server without TLS must.
   */
  readonly hstsMaxAgeSeconds: number | undefined;
}

/** Gives the headers that an answer begins with, for the origin and the content type of its request. */
export type FindAnswerHeaders = (origin: string | undefined, contentType: string | undefined) => AnswerHeaders;

/** Creates a {@link FindAnswerHeaders}. It gives the same frozen object again, so a request costs one lookup. */
export function createAnswerHeaders({ cors, hstsMaxAgeSeconds }: AnswerHeadersOptions): FindAnswerHeaders {
  const ofAll = {
    ...headersOfAll,
    ...(hstsMaxAgeSeconds === undefined ? {} : { "strict-transport-security": `max-age=${hstsMaxAgeSeconds}` }),
  };
  const findForGrpc = joinOnce(ofAll);
  const findForShown = joinOnce({ ...ofAll, ...headersOfShown });
  return (origin, contentType) => {
    const find = contentType?.startsWith("application/grpc") === true ? findForGrpc : findForShown;
    return find(cors.answerHeaders(origin));
  };
}

/** Joins headers with others, once for each object that comes. */
function joinOnce(headers: AnswerHeaders): (others: AnswerHeaders) => AnswerHeaders {
  const joined = new WeakMap<AnswerHeaders, AnswerHeaders>();
  return (others) => {
    let both = joined.get(others);
    if (both === undefined) {
      both = Object.freeze({ ...headers, ...others });
      joined.set(others, both);
    }
    return both;
  };
}
