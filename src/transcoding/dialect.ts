import type { DescMethod, Message, Registry } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import type { BodyCodec } from "./body-codec.ts";
import { createBearerChallenge } from "./challenge.ts";
import { createJsonCodec } from "./json-codec.ts";
import type { QueryOptions } from "./query-binder.ts";
import { createStatusJson } from "./status-json.ts";

/** Status and further headers of an answer; header names in lower case. */
export interface ResponseHead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error as a face shows it. */
export interface RenderedError extends ResponseHead {
  readonly body: Uint8Array;
}

/** What is known about the request an error answers. */
export interface ErrorContext {
  /** The status of the error, from its code or its own. */
  readonly status: number;
  /** The RPC; `undefined` when the request found no route. */
  readonly method: DescMethod | undefined;
  /** The target of the request line, as it came: percent-encoded, with the query. Empty when it is not known. */
  readonly target: string;
}

/**
 * What differs between the faces of a server: all of HTTP that a `google.api.http` rule does not say.
 *
 * A dialect must not fail: {@link Dialect.renderError} is the last thing that runs for a request.
 */
export interface Dialect {
  /** For logs and messages. */
  readonly name: string;
  readonly codec: BodyCodec;
  /** Whether bodies of any content type are given to the codec, instead of answering 415. */
  readonly acceptAnyContentType: boolean;
  readonly query: QueryOptions;
  /** Whether `/a/` is another path than `/a`. */
  readonly trailingSlash: "strict" | "ignore";
  /** What becomes of paths with an empty segment, such as `/a//b`: looked up as they are, or answered 400. */
  readonly emptySegments: "keep" | "reject";
  /** Largest body, where the transport's own limit is not lower; `undefined` = the transport's. */
  readonly maxBodyBytes: number | undefined;
  /** Headers of every answer, errors included; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Status and headers of a success. With 204 the body is not sent. */
  renderSuccess(method: DescMethod, message: Message): ResponseHead;
  /** The answer to an error. The `content-type` is for this to set. */
  renderError(error: ConnectError, context: ErrorContext): RenderedError;
}

/** The parts of a dialect that differ from {@link createDialect}'s defaults. */
export interface DialectOptions {
  readonly name?: string;
  /** Default: JSON, see `createJsonCodec()`. */
  readonly codec?: BodyCodec;
  /** Default: false. A form or an upload that is read as JSON only gives a confusing error. */
  readonly acceptAnyContentType?: boolean;
  /**
   * Default: unknown and bound keys are ignored, as links with tracking parameters and gateways in between add keys of
   * their own; booleans are in lower case.
   */
  readonly query?: Partial<QueryOptions>;
  /** Default: `strict`; with `ignore` one slash at the end of a path that is the dialect's is dropped. */
  readonly trailingSlash?: "strict" | "ignore";
  /** Default: they are kept; a variable takes the empty text. */
  readonly emptySegments?: Dialect["emptySegments"];
  /** Default: the transport's. */
  readonly maxBodyBytes?: number;
  /** Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: 200. */
  readonly renderSuccess?: Dialect["renderSuccess"];
  /** Default: `createStatusRenderer()`. */
  readonly renderError?: Dialect["renderError"];
}

const ok: ResponseHead = { status: 200 };
const encoder = new TextEncoder();

/** A dialect. Its defaults are the habits of grpc-gateway as ZITADEL configures it, save for what their comments name. */
export function createDialect(options: DialectOptions = {}): Dialect {
  return {
    name: options.name ?? "gateway",
    codec: options.codec ?? createJsonCodec(),
    acceptAnyContentType: options.acceptAnyContentType ?? false,
    query: { unknownKeys: "ignore", boundKeys: "ignore", ...options.query },
    trailingSlash: options.trailingSlash ?? "strict",
    emptySegments: options.emptySegments ?? "keep",
    maxBodyBytes: options.maxBodyBytes,
    headers: options.headers ?? {},
    renderSuccess: options.renderSuccess ?? (() => ok),
    renderError: options.renderError ?? createStatusRenderer(),
  };
}

/**
 * Renders errors as the JSON of `google.rpc.Status`, with a `WWW-Authenticate` header for Unauthenticated.
 *
 * @param options.registry Types of the details that arrive encoded. Default: none, details of this process need none.
 * @param options.challenge The value of `WWW-Authenticate`, `undefined` for no header. Default: a bearer challenge that
 * carries the message. The value goes out as it is.
 */
export function createStatusRenderer(options?: {
  readonly registry?: Registry | undefined;
  readonly challenge?: (error: ConnectError) => string | undefined;
}): Dialect["renderError"] {
  const { registry, challenge = createBearerChallenge } = options ?? {};
  return function renderStatus(error, { status }) {
    const value = error.code === Code.Unauthenticated ? challenge(error) : undefined;
    return {
      status,
      headers: {
        "content-type": "application/json",
        ...(value === undefined ? {} : { "www-authenticate": value }),
      },
      body: encoder.encode(JSON.stringify(createStatusJson(error, registry))),
    };
  };
}
