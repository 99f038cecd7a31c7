// A class, because one exists for every call and methods on a prototype cost nothing to create.
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { type BodyCollector, collectBody } from "./body-collector.ts";
import type { Exchange, OutgoingHeaders } from "./exchange.ts";
import { httpDate } from "./http-date.ts";

/** With all that Node sets: it adds what is missing to a copy, for which V8 makes a hidden class at every answer. */
const trailersFollow = { endStream: false, waitForTrailers: true };

/** An exchange on a bare HTTP/2 stream, without Node's compatibility objects. */
export class Http2Exchange implements Exchange {
  readonly httpMajor = 2;
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  sentStatus = 0;
  sentHeaders: OutgoingHeaders | undefined = undefined;
  sentBytes = 0;
  private readonly stream: ServerHttp2Stream;
  private readonly answerHeaders: Readonly<Record<string, string>>;
  private hasBegunReading = false;

  /** @param answerHeaders What every answer begins with. */
  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    answerHeaders: Readonly<Record<string, string>>,
  ) {
    this.stream = stream;
    this.headers = headers;
    this.answerHeaders = answerHeaders;
    this.method = headers[":method"] ?? "";
    this.target = headers[":path"] ?? "";
  }

  get url(): string {
    const scheme = this.stream.session?.encrypted === true ? "https" : "http";
    const authority = this.headers[":authority"] ?? "";
    return this.target.startsWith("/") && authority !== "" ? `${scheme}://${authority}${this.target}` : this.target;
  }

  get isOver(): boolean {
    return this.stream.destroyed || this.stream.closed || this.stream.headersSent;
  }

  readBody(collector: BodyCollector): Promise<Buffer> {
    const { stream } = this;
    this.hasBegunReading = true;
    // A reset ends the readable side, too: what came before it is no whole request.
    return collectBody(stream, collector, () => !stream.closed && !stream.destroyed);
  }

  onGone(listener: () => void): void {
    const { stream } = this;
    // Node's sessions keep streams in a Map, whose former tables hold on to them for long; the call need not stay too.
    let gone: (() => void) | undefined = listener;
    stream.on("close", () => {
      if (!stream.headersSent) gone?.();
      gone = undefined;
    });
  }

  send(status: number, headers: OutgoingHeaders, body: Uint8Array | undefined): void {
    if (this.isOver) return;
    const { stream } = this;
    this.sentBytes = body?.length ?? 0;
    const hasBody = body !== undefined && body.length > 0;
    stream.respond(this.complete(status, headers), { endStream: !hasBody });
    if (hasBody) stream.end(body);
    this.drain();
  }

  sendWithTrailers(headers: OutgoingHeaders, body: Uint8Array, trailers: OutgoingHeaders): void {
    if (this.isOver) return;
    const { stream } = this;
    this.sentBytes = body.length;
    stream.respond(this.complete(200, headers), trailersFollow);
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    stream.end(body);
    this.drain();
  }

  private complete(status: number, headers: OutgoingHeaders): OutgoingHttpHeaders {
    this.sentStatus = status;
    this.sentHeaders = headers;
    // With the date, which Node would add to a copy, a tenth slower than all that copying takes.
    return { ":status": status, date: httpDate(), ...this.answerHeaders, ...headers };
  }

  private drain(): void {
    if (!this.hasBegunReading) this.stream.resume();
  }
}
