import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";

/** A request as Node shows it, over HTTP/1.1 or HTTP/2. Connect's Node adapter takes the same union. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;

/** The answer to an {@link HttpRequest}, over HTTP/1.1 or HTTP/2. */
export type HttpResponse = ServerResponse | Http2ServerResponse;

/** Headers the server puts on an answer, names in lower case. Shared between answers: must not be changed. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/**
 * What answers the requests of one port.
 *
 * Every request passes the server's own checks first (target, host, repeated headers, CORS preflight), so a handler
 * only sees requests whose path begins with exactly one slash and whose authority is present and parsable.
 */
export interface HttpHandlers {
  /**
   * Answers a request over either version of HTTP.
   *
   * - The server's {@link AnswerHeaders} are already set on the response; `setHeader` and `writeHead` override them.
   * - A throw or a rejection is answered with 500, or cuts the answer short when it has begun, and is reported as
   *   `handler` to `onError`.
   */
  request(request: HttpRequest, response: HttpResponse): void | Promise<void>;

  /**
   * Looks at an HTTP/2 stream first, before Node's request and response objects are built for it, and returns true when
   * it takes the stream over. It must decide from the headers alone, and must not touch a stream that it declines:
   * `request` answers that one.
   *
   * - `answerHeaders` are the ones `request` would find on its response; a taken stream must send them itself.
   * - The stream already has a listener for `error`, so a reset by the client cannot crash the process.
   * - A throw is answered as one of `request` is.
   */
  stream?(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, answerHeaders: AnswerHeaders): boolean;

  /**
   * The same for a request over HTTP/1.1: it is looked at before any header is set on its response, because Node writes
   * headers that come in one object in half the time.
   */
  take?(request: IncomingMessage, response: ServerResponse, answerHeaders: AnswerHeaders): boolean;
}

/**
 * Where an error came from that the server dealt with.
 *
 * - `socket`, `tls`, `http1`, `http2`: the peer or the network; worth a debug line, and a counter.
 * - `handler`: a bug of ours; worth an error line.
 */
export type HttpErrorSource = "socket" | "tls" | "http1" | "http2" | "handler";
