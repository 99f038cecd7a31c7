// A class, because one exists for every call and methods on a prototype cost nothing to create.
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type BodyCollector, collectBody } from "./body-collector.ts";
import type { Exchange, OutgoingHeaders } from "./exchange.ts";
import { drainWhenAnswered, type NodeRequest, type NodeResponse, urlOf } from "./node-http.ts";
import { withoutConnectionHeaders } from "./outgoing-headers.ts";

/** Up to here copying a body costs less than writing it by itself. */
const joinedMaxBytes = 16_384;

/** An exchange on Node's request and response: HTTP/1.1, and HTTP/2 where somebody else has built the objects. */
export class Http1Exchange implements Exchange {
  readonly httpMajor: 1 | 2;
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  private readonly request: NodeRequest;
  private readonly response: NodeResponse;

  constructor(request: NodeRequest, response: NodeResponse) {
    this.request = request;
    this.response = response;
    this.httpMajor = request.httpVersionMajor === 2 ? 2 : 1;
    this.headers = request.headers;
    this.method = request.method ?? "";
    this.target = request.url ?? "";
  }

  get url(): string {
    return urlOf(this.request);
  }

  get isOver(): boolean {
    return this.response.destroyed || this.response.headersSent;
  }

  readBody(collector: BodyCollector): Promise<Buffer> {
    const { request } = this;
    // Both types of request have these events, with the same arguments.
    const stream = request as NodeJS.ReadableStream;
    // The caller is gone: `onGone` says so.
    stream.on("error", () => undefined);
    return collectBody(stream, collector, () => request.complete && !this.response.destroyed);
  }

  onGone(listener: () => void): void {
    const { response } = this;
    response.once("close", () => {
      if (!response.writableFinished) listener();
    });
  }

  send(status: number, headers: OutgoingHeaders, body: Uint8Array | undefined): void {
    if (this.isOver) return;
    const response = this.begin(status, headers);
    if (body === undefined || body.length > joinedMaxBytes || this.httpMajor === 2) response.end(body);
    // As a text of Latin-1, which is its bytes: Node then writes it in one piece with the headers.
    else response.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1"), "latin1");
  }

  sendWithTrailers(headers: OutgoingHeaders, body: Uint8Array, trailers: OutgoingHeaders): void {
    if (this.isOver) return;
    const response = this.begin(200, headers);
    response.write(body);
    response.addTrailers(withoutConnectionHeaders(trailers));
    response.end();
  }

  private begin(status: number, headers: OutgoingHeaders): ServerResponse {
    drainWhenAnswered(this.request);
    // The overloads of the two response types cannot be called through their union.
    return (this.response as ServerResponse).writeHead(status, withoutConnectionHeaders(headers));
  }
}
