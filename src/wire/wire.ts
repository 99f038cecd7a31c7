import type { IncomingMessage, ServerResponse } from "node:http";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { DescMethod } from "@bufbuild/protobuf";
import type { Interceptor } from "@connectrpc/connect";
import { compressionGzip } from "@connectrpc/connect-node";
import type { CallGate } from "../admission/call-gate.ts";
import type { Transcoder } from "../transcoding/index.ts";
import type { ChooseRequestId } from "./codecs/rest.ts";
import type { Exchange } from "./exchange.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { type NodeRequest, type NodeResponse, pathOf } from "./node-http.ts";
import { toOtherRequest, type WireHooks } from "./observer.ts";
import { createRest } from "./rest.ts";
import { createRpcTable } from "./rpc-table.ts";
import type { ServedService } from "./served-service.ts";
import { createStreams } from "./streams.ts";
import { type Deadlines, watchDeadlines } from "./timeout.ts";
import { createUnaryRpcs } from "./unary-rpcs.ts";
import { answerUnknownRpc } from "./unknown-rpc.ts";

/** What the wire serves. */
export interface WireOptions extends WireHooks {
  readonly services: readonly ServedService[];
  readonly transcoder: Pick<Transcoder, "find">;
  /** Outermost first. The same objects on every road. */
  readonly interceptors: readonly Interceptor[];
  /** The id of a call whose caller gave this one, or none. */
  readonly chooseRequestId: ChooseRequestId;
  /** What the calls of an RPC pass before they are decoded; asked once. Default: nothing, all are let in. */
  readonly gateOf?: ((method: DescMethod) => CallGate | undefined) | undefined;
  /** How long calls may take. Default: as long as their callers say. */
  readonly deadlines?: Deadlines | undefined;
  /** Largest message or body that is read. */
  readonly maxBodyBytes: number;
}

/** Answers requests, of both versions of HTTP. Never rejects for what a caller sent. */
export interface Wire {
  /** Takes an exchange of any kind, or returns false without having touched it. */
  serve(exchange: Exchange): boolean;
  request(request: NodeRequest, response: NodeResponse): Promise<void>;
  /** Takes an HTTP/2 stream, or returns false without having touched it: then it is for `request`. */
  stream(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    answerHeaders: Readonly<Record<string, string>>,
  ): boolean;
  /** Takes a request over HTTP/1.1, or returns false without having touched it: then it is for `request`. */
  take(request: IncomingMessage, response: ServerResponse, answerHeaders: Readonly<Record<string, string>>): boolean;
}

/**
 * Every protocol on one handler: a unary RPC's path goes to the unary lane (gRPC, gRPC-Web, Connect), that of a stream to
 * Connect's own handlers, every other path to the `google.api.http` routes. What fits none of them gets the error of the
 * protocol it was asked in.
 */
export function createWire(options: WireOptions): Wire {
  const { services, transcoder, chooseRequestId, onError, observer } = options;
  const table = createRpcTable(
    {
      acceptCompression: [compressionGzip],
      readMaxBytes: options.maxBodyBytes,
      gateOf: options.gateOf,
      deadlines: options.deadlines && watchDeadlines(options.deadlines),
      interceptors: [...options.interceptors],
    },
    (router) => {
      for (const service of services) service.addTo(router);
    },
  );
  const lane = createUnaryRpcs({ methods: table.unary, onError, observer });
  const streams = createStreams(table, onError);
  const rest = createRest({ methods: table.unary.values(), transcoder, chooseRequestId, onError, observer });

  function serve(exchange: Exchange): boolean {
    const path = pathOf(exchange.target);
    if (lane.serve(path, exchange)) return true;
    if (streams.hasPath(path)) return false;
    if (answerUnknownRpc(path, exchange)) observer?.requestEnded(toOtherRequest(exchange));
    else rest.serve(exchange);
    return true;
  }

  return {
    serve,
    async request(request, response) {
      const exchange = new Http1Exchange(request, response);
      if (serve(exchange)) return;
      await streams.handle(pathOf(exchange.target), request, response);
      observer?.requestEnded({ ...toOtherRequest(exchange), status: response.statusCode });
    },
    stream: (stream, headers, answerHeaders) => serve(new Http2Exchange(stream, headers, answerHeaders)),
    take: (request, response, answerHeaders) => serve(new Http1Exchange(request, response, answerHeaders)),
  };
}
