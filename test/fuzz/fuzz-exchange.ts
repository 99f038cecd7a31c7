import { EventEmitter } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { type BodyCollector, collectBody } from "../../src/wire/body-collector.ts";
import type { Exchange, OutgoingHeaders } from "../../src/wire/exchange.ts";

/** A request as a fuzzer makes it. */
export interface FuzzRequest {
  readonly httpMajor: 1 | 2;
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly chunks: readonly Buffer[];
}

/** What was answered. */
export interface FuzzAnswer {
  readonly status: number;
  readonly headers: OutgoingHeaders;
  readonly body: Buffer;
  readonly trailers: OutgoingHeaders;
}

/** An exchange without a socket: its body comes chunk by chunk, its answer goes to `onAnswer`, once. */
export function createFuzzExchange(request: FuzzRequest, onAnswer: (answer: FuzzAnswer) => void): Exchange {
  let isOver = false;
  const sent = { status: 0, headers: undefined as OutgoingHeaders | undefined, bytes: 0 };
  function answer(status: number, headers: OutgoingHeaders, body: Uint8Array | undefined, trailers: OutgoingHeaders) {
    if (isOver) throw new Error("one request was answered twice");
    isOver = true;
    Object.assign(sent, { status, headers, bytes: body?.length ?? 0 });
    onAnswer({ status, headers, body: Buffer.from(body ?? []), trailers });
  }
  return {
    httpMajor: request.httpMajor,
    method: request.method,
    target: request.target,
    headers: request.headers,
    url: `http://localhost${request.target}`,
    get isOver() {
      return isOver;
    },
    get sentStatus() {
      return sent.status;
    },
    get sentHeaders() {
      return sent.headers;
    },
    get sentBytes() {
      return sent.bytes;
    },
    readBody(collector: BodyCollector) {
      const stream = new EventEmitter();
      const body = collectBody(stream, collector, () => true);
      for (const chunk of request.chunks) stream.emit("data", chunk);
      stream.emit("end");
      return body;
    },
    onGone: () => undefined,
    send: (status, headers, body) => answer(status, headers, body, {}),
    sendWithTrailers: (headers, body, trailers) => answer(200, headers, body, trailers),
  };
}
