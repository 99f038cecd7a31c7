import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import http2, { type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { createServer, type Socket } from "node:net";
import { sniffProtocol } from "../../src/http/protocol-sniffer.ts";

/** What a proxy does that it should not. */
export interface Faults {
  /** It closes connections that begin as HTTP/2. */
  readonly isHttp1Only?: boolean;
  readonly stripsTrailers?: boolean;
  /** Answers in place of the server, chosen by the request; `undefined` passes it on. */
  readonly answer?: (request: ProxiedRequest) => { readonly status: number; readonly body: string } | undefined;
  /** Request headers that it does not pass on. */
  readonly dropsHeaders?: readonly string[];
  /** Answer headers that it does not pass on. */
  readonly dropsAnswerHeaders?: readonly string[];
  readonly changesAnswerHeaders?: Readonly<Record<string, string>>;
  /** It takes away the end of gRPC-Web's bodies. */
  readonly cutsGrpcWeb?: boolean;
}

/** What a proxy sees of a request. */
export interface ProxiedRequest {
  readonly method: string;
  readonly contentType: string;
  readonly contentLength: number;
}

/** A proxy on a free port. */
export interface FaultyProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a proxy in front of a server, for HTTP/1.1 and HTTP/2 without TLS on one port. */
export async function startFaultyProxy(target: string, faults: Faults): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  const upstream = http2.connect(target);
  const http1 = http.createServer((request, response) => passOn1(target, faults, request, response));
  const h2 = http2.createServer();
  h2.on("stream", (stream, headers) => passOn2(upstream, faults, stream, headers));
  const port = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    sniffProtocol(socket, {
      timeoutMs: 10_000,
      onProtocol(known, protocol) {
        if (protocol === "http1") {
          http1.emit("connection", known);
          known.resume();
        } else if (faults.isHttp1Only) known.destroy();
        else h2.emit("connection", known);
      },
    });
  });
  port.listen(0, "127.0.0.1");
  await once(port, "listening");
  const address = port.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      upstream.destroy();
      for (const socket of sockets) socket.destroy();
      port.close();
      await once(port, "close");
    },
  };
}

const lookAt = (method: string | undefined, headers: IncomingHttpHeaders): ProxiedRequest => ({
  method: method ?? "",
  contentType: headers["content-type"] ?? "",
  contentLength: Number(headers["content-length"] ?? 0),
});

function without<Headers extends http.OutgoingHttpHeaders>(headers: Headers, names: readonly string[] = []) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function passOn1(target: string, faults: Faults, request: IncomingMessage, response: ServerResponse): void {
  const refusal = faults.answer?.(lookAt(request.method, request.headers));
  if (refusal !== undefined) {
    request.resume();
    response.writeHead(refusal.status, { "content-type": "text/html" }).end(refusal.body);
    return;
  }
  const passed = http.request(new URL(request.url ?? "/", target), {
    ...(request.method === undefined ? {} : { method: request.method }),
    headers: without(request.headers, faults.dropsHeaders),
    agent: false,
  });
  passed.once("response", (answer) => {
    const dropped = [...(faults.dropsAnswerHeaders ?? []), "content-length", "transfer-encoding"];
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.once("end", () => {
      const body = Buffer.concat(chunks);
      response.writeHead(answer.statusCode ?? 0, {
        ...without(answer.headers, dropped),
        ...faults.changesAnswerHeaders,
      });
      const isCut = faults.cutsGrpcWeb && answer.headers["content-type"]?.startsWith("application/grpc-web");
      response.end(isCut ? body.subarray(0, 5) : body);
    });
  });
  passed.once("error", () => response.destroy());
  request.pipe(passed);
}

function passOn2(
  upstream: http2.ClientHttp2Session,
  faults: Faults,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): void {
  const refusal = faults.answer?.(lookAt(headers[":method"], headers));
  if (refusal !== undefined) {
    stream.resume();
    stream.respond({ ":status": refusal.status });
    stream.end(refusal.body);
    return;
  }
  const passed = upstream.request(without(headers, faults.dropsHeaders));
  let trailers = {};
  passed.once("trailers", (received) => {
    trailers = received;
  });
  passed.once("response", (answer) => {
    stream.respond(without(answer, faults.dropsAnswerHeaders), { waitForTrailers: !faults.stripsTrailers });
    passed.pipe(stream);
  });
  stream.once("wantTrailers", () => stream.sendTrailers(without(trailers)));
  for (const side of [stream, passed]) side.on("error", () => stream.destroy());
  stream.pipe(passed);
}
