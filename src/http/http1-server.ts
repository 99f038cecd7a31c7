import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { isPreflight } from "./cors.ts";
import type { AnswerHeaders } from "./handlers.ts";
import { answerParserError, writeRawRefusal } from "./http1-raw-answer.ts";
import { handlerFailed, type ProtocolServer, type ProtocolServerOptions } from "./protocol-server.ts";
import { type Refusal, renderRefusal } from "./refusal.ts";
import { unknownExpectation } from "./request-guard.ts";

/** Node looks for requests and headers that are overdue in steps of this; it is part of how exact those limits are. */
const overdueCheckMs = 1_000;

/** Creates the HTTP/1.1 side of the port. Its limits answer 408 and 431, what it cannot parse 400, all as JSON. */
export function createHttp1Server(options: ProtocolServerOptions): ProtocolServer {
  const { handlers, limits } = options;
  /** The answers not finished yet of every open connection, oldest first. */
  const connections = new Map<Socket, ServerResponse[]>();
  let isDraining = false;

  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(overdueCheckMs, limits.headersTimeoutMs),
    // Node would answer without our headers; the guard refuses what has no host.
    requireHostHeader: false,
  });
  // Beyond this number Node drops headers in silence; the guard sees the raw ones, and refuses.
  server.maxHeadersCount = limits.maxHeaderCount;

  server.on("request", onRequest);
  // Without a listener Node answers, without our headers.
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    track(request.socket, response);
    refuse(request, response, answerHeadersFor(request), unknownExpectation);
  });
  server.on("connect", (request: IncomingMessage, socket: Duplex) => {
    const { method = "", url: target = "", headers } = request;
    const refusal: Refusal = { status: 405, code: "unimplemented", message: "CONNECT is not supported." };
    writeRawRefusal(socket, refusal, options.answerHeaders(headers.origin, undefined));
    options.onRefusal({ method, target, headers, status: refusal.status });
  });
  server.on("clientError", (error: Error, socket: Duplex) => {
    options.onError("http1", error);
    // The origin of a request that cannot be parsed is not known, so only a server open to all can name one.
    const unfinished = responsesOn(socket);
    const mayAnswer = !unfinished.some((response) => response.headersSent);
    const status = answerParserError(error, socket, mayAnswer, options.answerHeaders("*", undefined));
    if (status === undefined) return;
    const [response] = unfinished;
    // A request whose body is at fault is with the handler, which tells of it.
    if (response === undefined) options.onRefusal({ method: "", target: "", headers: {}, status });
    else response.statusCode = status;
  });
  // Node begins to look for overdue requests when the server listens, which this one leaves to the port.
  server.emit("listening");

  function responsesOn(socket: Duplex): readonly ServerResponse[] {
    for (const [known, responses] of connections) {
      if (known === socket) return responses;
    }
    return [];
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    track(request.socket, response);
    normalize(request);
    const answerHeaders = answerHeadersFor(request);
    const { headers } = request;
    if (request.method === "OPTIONS" && request.url === "*") {
      response.writeHead(204, { ...answerHeaders }).end();
      return;
    }
    const refusal = options.findRefusal({
      httpMajor: 1,
      method: request.method ?? "",
      target: request.url ?? "",
      host: headers.host ?? "",
      contentType: headers["content-type"],
      rawHeaders: request.rawHeaders,
    });
    if (refusal !== undefined) {
      refuse(request, response, answerHeaders, refusal);
    } else if (isPreflight(request.method, headers)) {
      response.writeHead(204, { ...answerHeaders, ...options.preflightHeaders(headers.origin ?? "") }).end();
    } else {
      handle(request, response, answerHeaders);
    }
  }

  const answerHeadersFor = ({ headers }: IncomingMessage): AnswerHeaders =>
    options.answerHeaders(headers.origin, headers["content-type"]);

  function handle(request: IncomingMessage, response: ServerResponse, answerHeaders: AnswerHeaders): void {
    const onFailed = (error: unknown) => onHandlerFailed(request, response, answerHeaders, error);
    try {
      if (handlers.take?.(request, response, answerHeaders) === true) return;
      for (const name in answerHeaders) response.setHeader(name, answerHeaders[name] ?? "");
      handlers.request(request, response)?.catch(onFailed);
    } catch (error) {
      onFailed(error);
    }
  }

  function onHandlerFailed(
    request: IncomingMessage,
    response: ServerResponse,
    answerHeaders: AnswerHeaders,
    error: unknown,
  ): void {
    options.onError("handler", error);
    if (response.headersSent) {
      // Half an answer must not look like a whole one.
      response.destroy();
    } else {
      refuse(request, response, answerHeaders, handlerFailed);
    }
  }

  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    answerHeaders: AnswerHeaders,
    refusal: Refusal,
  ): void {
    const { method = "", url: target = "" } = request;
    const { status, headers, body } = renderRefusal(refusal, request.headers);
    response.writeHead(status, { ...answerHeaders, ...headers }).end(body);
    options.onRefusal({ method, target, headers: request.headers, status: refusal.status });
  }

  function track(socket: Socket, response: ServerResponse): void {
    const responses = connections.get(socket);
    responses?.push(response);
    if (isDraining) {
      response.shouldKeepAlive = false;
    }
    response.on("close", () => {
      responses?.splice(responses.indexOf(response), 1);
      if (isDraining && responses?.length === 0) {
        socket.destroySoon();
      }
    });
  }

  return {
    accept(socket) {
      connections.set(socket, []);
      socket.once("close", () => connections.delete(socket));
      server.emit("connection", socket);
      // The sniffer has paused it, and Node's listeners do not resume what was paused on purpose.
      socket.resume();
    },
    drain() {
      isDraining = true;
      for (const [socket, responses] of connections) {
        // "Connection: close" on an earlier answer would throw away the pipelined ones behind it.
        const last = responses.at(-1);
        if (last === undefined) {
          socket.destroySoon();
        } else {
          last.shouldKeepAlive = false;
        }
      }
      // Stops the search for overdue requests; the error says that this server never listened, which is so.
      server.close(() => undefined);
    },
  };
}

/** Brings the two forms of a request that HTTP/1 allows and nothing behind this layer expects into the common one. */
function normalize(request: IncomingMessage): void {
  if (request.headers.host === undefined && request.httpVersionMinor === 0) {
    // Only HTTP/1.0 may leave it out, and health checks of load balancers do.
    request.headers.host = "localhost";
  }
  const target = request.url ?? "";
  if (/^https?:\/\//i.test(target) && URL.canParse(target)) {
    const url = new URL(target);
    request.url = url.pathname + url.search;
    request.headers.host = url.host;
  }
}
