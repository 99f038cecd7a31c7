// A class, because one exists for every call and methods on a prototype cost nothing to create.
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type BodyCollector, collectBody } from "./body-collector.ts";
import type { Exchange, OutgoingHeaders } from "./exchange.ts";
import { drainWhenAnswered, type NodeRequest, type NodeResponse, urlOf } from "./node-http.ts";

/** An exchange on Node's request and response: HTTP/1.1, and HTTP/2 where somebody else has built the objects. */
export class Http1Exchange implements Exchange {
  readonly httpMajor: 1 | 2;
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  sentStatus = 0;
  sentHeaders: OutgoingHeaders | undefined = undefined;
  sentBytes = 0;
  private readonly request: NodeRequest;
  private readonly response: NodeResponse;
  private readonly answerHeaders: Readonly<Record<string, string>>;

  /** @param answerHeaders What every answer begins with, and the response has not yet. */
  constructor(request: NodeRequest, response: NodeResponse, answerHeaders: Readonly<Record<string, string>> = {}) {
    this.request = request;
    this.response = response;
    this.answerHeaders = answerHeaders;
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
    response.on("close", () => {
      if (response.writableFinished) return;
      // The port has answered in this one's place, such as with 408.
      if (!response.headersSent && response.statusCode !== 200) this.sentStatus = response.statusCode;
      listener();
    });
  }

  send(status: number, headers: OutgoingHeaders, body: Uint8Array | undefined): void {
    if (this.isOver) return;
    this.sentBytes = body?.length ?? 0;
    if (body === undefined && this.httpMajor === 2) {
      this.sendHeadersOnly(status, headers);
      return;
    }
    this.begin(status, headers).end(body);
  }

  /** In one block that ends the stream: gRPC clients take headers for trailers only if nothing comes behind them. */
  private sendHeadersOnly(status: number, headers: OutgoingHeaders): void {
    this.sentStatus = status;
    this.sentHeaders = headers;
    drainWhenAnswered(this.request);
    const { response } = this;
    response.statusCode = status;
    const complete = { ...this.answerHeaders, ...headers };
    for (const [name, value] of Object.entries(complete)) response.setHeader(name, value);
    // Writes the headers, and knows by now that they are the end.
    response.end();
  }

  sendWithTrailers(headers: OutgoingHeaders, body: Uint8Array, trailers: OutgoingHeaders): void {
    if (this.isOver) return;
    this.sentBytes = body.length;
    const response = this.begin(200, headers);
    response.write(body);
    response.addTrailers(trailers);
    response.end();
  }

  private begin(status: number, headers: OutgoingHeaders): ServerResponse {
    this.sentStatus = status;
    this.sentHeaders = headers;
    drainWhenAnswered(this.request);
    // The overloads of the two response types cannot be called through their union.
    return (this.response as ServerResponse).writeHead(status, {
      ...this.answerHeaders,
      ...headers,
    });
  }
}
