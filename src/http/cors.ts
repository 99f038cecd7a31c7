import { cors as connectCors } from "@connectrpc/connect";
import type { AnswerHeaders } from "./handlers.ts";

/** Which pages of other origins may call the server, and what they may send and see. */
export interface CorsOptions {
  /**
   * `"*"` for every origin, or the allowed ones as browsers write them (`https://app.example.com`).
   * Default: `"*"`. A caller proves who it is with a token that a foreign page does not have, and credentials that
   * browsers attach by themselves (cookies, client certificates) are never allowed, for any origin.
   */
  readonly origins?: "*" | readonly string[];
  /** Request headers allowed besides {@link corsAllowedHeaders}. */
  readonly extraAllowedHeaders?: readonly string[];
  /** Answer headers shown to scripts besides {@link corsExposedHeaders}, for example trailers as `trailer-NAME`. */
  readonly extraExposedHeaders?: readonly string[];
}

/** Request headers that scripts may send: those of gRPC-Web and Connect, and the API's own. */
export const corsAllowedHeaders: readonly string[] = unique([
  ...connectCors.allowedHeaders,
  "accept",
  "accept-language",
  "authorization",
  "if-match",
  "if-none-match",
  "traceparent",
  "tracestate",
  "x-api-key",
  "x-request-id",
  "x-requested-with",
  "x-zitadel-orgid",
]);

/** Answer headers that scripts may read: those of gRPC-Web and Connect, and the API's own. */
export const corsExposedHeaders: readonly string[] = unique([
  ...connectCors.exposedHeaders,
  "allow",
  "content-length",
  "etag",
  "location",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "www-authenticate",
  "x-request-id",
  "x-zitadel-orgid",
]);

const allowedMethods = "OPTIONS, GET, HEAD, POST, PUT, PATCH, DELETE";

/** Two hours: the longest that Chromium keeps a preflight's answer. */
const preflightMaxAgeSeconds = "7200";

/** The CORS headers of every answer of one server. */
export interface Cors {
  /**
   * The headers for an answer to a request from this origin.
   *
   * - An origin that is not listed gets none that allow anything.
   * - Where origins are listed, every answer carries `Vary: Origin`, with or without an origin, because caches must
   *   not hand one origin's answer to another.
   * - Where any origin is allowed, requests without `Origin` (not from browsers) get none, to keep their answers small.
   */
  answerHeaders(origin: string | undefined): AnswerHeaders;
  /** The headers for the 204 that answers a preflight from this origin. */
  preflightHeaders(origin: string): AnswerHeaders;
}

/** Creates the {@link Cors} headers; they are built once, here, and shared by all answers. */
export function createCors(options: CorsOptions = {}): Cors {
  const origins = options.origins ?? "*";
  const exposed = unique([...corsExposedHeaders, ...(options.extraExposedHeaders ?? [])]).join(", ");
  const allowed = unique([...corsAllowedHeaders, ...(options.extraAllowedHeaders ?? [])]).join(", ");
  const onAnswers = { "access-control-expose-headers": exposed };
  const onPreflights = {
    "access-control-allow-methods": allowedMethods,
    "access-control-allow-headers": allowed,
    "access-control-max-age": preflightMaxAgeSeconds,
  };
  if (origins === "*") {
    const allowOrigin = { "access-control-allow-origin": "*" };
    const answer = Object.freeze({ ...allowOrigin, ...onAnswers });
    const preflight = Object.freeze({ ...allowOrigin, ...onPreflights });
    const none = Object.freeze({});
    return {
      answerHeaders: (origin) => (origin === undefined ? none : answer),
      preflightHeaders: () => preflight,
    };
  }
  const refused = Object.freeze({ vary: "Origin" });
  const perOrigin = (more: AnswerHeaders) =>
    new Map(
      origins.map((origin) => [
        origin.toLowerCase(),
        Object.freeze({ ...refused, "access-control-allow-origin": origin, ...more }),
      ]),
    );
  const answers = perOrigin(onAnswers);
  const preflights = perOrigin(onPreflights);
  return {
    answerHeaders: (origin) => (origin === undefined ? refused : (answers.get(origin) ?? refused)),
    preflightHeaders: (origin) => preflights.get(origin) ?? refused,
  };
}

/** Whether a request asks for permission to send another one: only then does the server answer in a handler's place. */
export function isPreflight(method: string | undefined, headers: Readonly<Record<string, unknown>>): boolean {
  return method === "OPTIONS" && "origin" in headers && "access-control-request-method" in headers;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))];
}
