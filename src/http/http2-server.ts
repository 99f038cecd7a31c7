import {
  constants,
  createServer,
  Http2ServerRequest,
  Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import { isPreflight } from "./cors.ts";
import type { AnswerHeaders } from "./handlers.ts";
import { createHttp2Sessions } from "./http2-sessions.ts";
import { handlerFailed, type ProtocolServer, type ProtocolServerOptions } from "./protocol-server.ts";
import { type Refusal, renderRefusal } from "./refusal.ts";
import { unknownExpectation } from "./request-guard.ts";
import { createStreamArrivals } from "./stream-arrivals.ts";

const { NGHTTP2_INTERNAL_ERROR } = constants;

/**
 * Creates the HTTP/2 side of the port. A stream is first offered to `handlers.stream`; only when that declines are
 * Node's request and response objects built, for `handlers.request`.
 */
export function createHttp2Server(options: ProtocolServerOptions): ProtocolServer {
  const { handlers, limits } = options;
  const arrivals = createStreamArrivals(limits.requestTimeoutMs);
  const sessions = createHttp2Sessions({
    limits,
    onError: (error) => options.onError("http2", error),
    onStreamClosed: arrivals.remove,
  });

  const server = createServer({
    maxHeaderListPairs: limits.maxHeaderCount,
    maxSessionMemory: Math.max(1, Math.round(limits.maxSessionMemoryBytes / 1_000_000)),
    settings: {
      maxConcurrentStreams: limits.maxConcurrentStreams,
      maxHeaderListSize: limits.maxHeaderBytes,
      enablePush: false,
    },
  });
  let accepting: Socket | undefined;
  server.on("session", (session: ServerHttp2Session) => {
    if (accepting !== undefined) {
      sessions.add(session, accepting);
    }
  });
  server.on("sessionError", (error: Error) => options.onError("http2", error));
  server.on("stream", onStream);

  function onStream(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    _flags: number,
    rawHeaders: readonly string[],
  ): void {
    // Before anything else: a stream whose session has broken in the meantime still says so, and nobody else listens.
    stream.on("error", (error) => options.onError("http2", error));
    // Node emits the event a tick after the frame: a client that resets at once is gone, and gets no work done.
    if (stream.destroyed || stream.closed) {
      return;
    }
    arrivals.add(stream);
    headers[":authority"] ??= headers.host ?? "localhost";
    const answerHeaders = options.answerHeaders(headers.origin, headers["content-type"]);
    const refusal = findRefusal(headers, rawHeaders);
    if (refusal !== undefined) {
      refuse(stream, headers, answerHeaders, refusal);
    } else if (isPreflight(headers[":method"], headers)) {
      stream.respond(
        { ":status": 204, ...answerHeaders, ...options.preflightHeaders(headers.origin ?? "") },
        { endStream: true },
      );
      stream.resume();
    } else {
      handle(stream, headers, rawHeaders, answerHeaders);
    }
  }

  function findRefusal(headers: IncomingHttpHeaders, rawHeaders: readonly string[]): Refusal | undefined {
    const method = headers[":method"] ?? "";
    if (method === "CONNECT") {
      return { status: 405, code: "unimplemented", message: "CONNECT is not supported." };
    }
    if (headers.expect !== undefined && headers.expect !== "100-continue") {
      return unknownExpectation;
    }
    return options.findRefusal({
      httpMajor: 2,
      method,
      target: headers[":path"] ?? "",
      host: headers[":authority"] ?? "",
      contentType: headers["content-type"],
      rawHeaders,
    });
  }

  function handle(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
    answerHeaders: AnswerHeaders,
  ): void {
    try {
      if (headers.expect !== undefined) {
        stream.additionalHeaders({ ":status": 100 });
      }
      if (handlers.stream?.(stream, headers, answerHeaders) === true) {
        return;
      }
      const request = new Http2ServerRequest(stream, headers, {}, rawHeaders);
      const response = new Http2ServerResponse(stream);
      for (const name in answerHeaders) {
        response.setHeader(name, answerHeaders[name] ?? "");
      }
      const pending = handlers.request(request, response);
      pending?.catch((error: unknown) => onHandlerFailed(stream, headers, answerHeaders, error));
    } catch (error) {
      onHandlerFailed(stream, headers, answerHeaders, error);
    }
  }

  function onHandlerFailed(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    answerHeaders: AnswerHeaders,
    error: unknown,
  ): void {
    options.onError("handler", error);
    if (stream.headersSent) {
      // Half an answer must not look like a whole one.
      stream.close(NGHTTP2_INTERNAL_ERROR);
    } else {
      refuse(stream, headers, answerHeaders, handlerFailed);
    }
  }

  function refuse(
    stream: ServerHttp2Stream,
    requestHeaders: IncomingHttpHeaders,
    answerHeaders: AnswerHeaders,
    refusal: Refusal,
  ): void {
    if (stream.destroyed || stream.closed) {
      return;
    }
    const { ":method": method = "", ":path": target = "" } = requestHeaders;
    const { status, headers, body } = renderRefusal(refusal, requestHeaders);
    const hasBody = body !== undefined && method !== "HEAD";
    stream.respond({ ":status": status, ...answerHeaders, ...headers }, { endStream: !hasBody });
    if (hasBody) {
      stream.end(body);
    }
    // Reads the rest of the request: otherwise Node ends the stream with a reset, which some clients take for an error.
    stream.resume();
    options.onRefusal({ method, target, headers: requestHeaders, status: refusal.status });
  }

  return {
    accept(socket) {
      // Node makes the session before emit() returns, and shows only a proxy of the socket.
      accepting = socket;
      server.emit("connection", socket);
      accepting = undefined;
    },
    drain: sessions.drain,
  };
}
