import { Http2ServerRequest, Http2ServerResponse, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { ConnectRouter, ConnectRouterOptions } from "@connectrpc/connect";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import { Http1Exchange } from "./http1-exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { type NodeRequest, type NodeResponse, pathOf } from "./node-http.ts";
import { createRpcTable } from "./rpc-table.ts";
import { type CreateContextValues, createStreams } from "./streams.ts";
import { createUnaryRpcs } from "./unary-rpcs.ts";

/** How {@link createUnaryLane} serves: the options of Connect's router and of its Node adapter, with their defaults. */
export interface UnaryLaneOptions extends ConnectRouterOptions {
  /** Registers the services. */
  readonly routes: (router: ConnectRouter) => void;
  /** In front of every path. Default: none. */
  readonly requestPathPrefix?: string;
  /** Answers requests to paths that are no RPC's. Default: 404 without a body. */
  readonly fallback?: (request: NodeRequest, response: NodeResponse) => void;
  /** The context values that a call begins with. Default: none. */
  readonly contextValues?: CreateContextValues;
  /** Told of answers that could not be written. Default: nobody is told. */
  readonly onError?: (error: unknown) => void;
}

/** Listeners for Node's servers. Both can be used at the same time, on servers of their own. */
export interface UnaryLane {
  /** For `node:http`, `node:https`: `createServer(lane.request)`. */
  request(request: NodeRequest, response: NodeResponse): void;
  /**
   * For `node:http2`: `createServer().on("stream", lane.stream)`. A server with this listener must have none for
   * `request`, which would answer every stream a second time.
   */
  stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, rawHeaders: readonly string[]): void;
}

/**
 * Serves Connect services in the place of `connectNodeAdapter()`: calls of one request and one answer straight from
 * Node's streams, which is several times as fast, and everything else with Connect's own handlers.
 *
 * What differs from Connect:
 * - When a deadline passes the caller is answered at once, also when the handler goes on.
 * - Bytes that are no message, and JSON that is no UTF-8, are `invalid_argument`.
 * - Interceptors do not see the headers of the protocol itself, such as `content-type`, on an answer, and cannot set them.
 * - gRPC-Web's text form is served, too.
 */
export function createUnaryLane(options: UnaryLaneOptions): UnaryLane {
  const onError = options.onError ?? (() => undefined);
  const fallback = options.fallback ?? answerNotFound;
  const table = createRpcTable(
    { ...options, acceptCompression: options.acceptCompression ?? [compressionGzip, compressionBrotli] },
    options.routes,
    options.requestPathPrefix,
  );
  const { contextValues } = options;
  const rpcs = createUnaryRpcs({ ...options, methods: table.unary, onError, contextValues });
  const streams = createStreams(table, onError, contextValues);

  function request(request: NodeRequest, response: NodeResponse): void {
    const path = pathOf(request.url ?? "");
    if (rpcs.serve(path, new Http1Exchange(request, response))) return;
    if (streams.hasPath(path)) void streams.handle(path, request, response);
    else fallback(request, response);
  }

  return {
    request,
    stream(stream, headers, _flags, rawHeaders) {
      // A client that resets its stream must not end the process.
      stream.on("error", onError);
      if (rpcs.serve(pathOf(headers[":path"] ?? ""), new Http2Exchange(stream, headers, {}))) return;
      const received = new Http2ServerRequest(stream, headers, {}, rawHeaders);
      request(received, new Http2ServerResponse(stream));
    },
  };
}

function answerNotFound(request: NodeRequest, response: NodeResponse): void {
  request.resume();
  response.statusCode = 404;
  response.end();
}
