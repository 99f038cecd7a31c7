import type { Message } from "@bufbuild/protobuf";
import type { ConnectError, UnaryResponse } from "@connectrpc/connect";
import { type HttpResponse, parseTimeoutMs, type RouteMatch, type RouteMiss } from "../../transcoding/index.ts";
import { type BodyCollector, createJsonBodyCollector } from "../body-collector.ts";
import type { Exchange, OutgoingHeaders } from "../exchange.ts";
import { RequestHeaders } from "../light-headers.ts";
import { copyHeaders, withheldNames } from "../outgoing-headers.ts";
import type { UnaryCall } from "../unary-call.ts";
import type { UnaryMethod } from "../unary-method.ts";
import { headerOf, type UnaryCodec } from "./unary-codec.ts";

/** Header that names a call, in both directions. */
const headerRequestId = "x-request-id";

/** The transcoder says itself what the answer is. */
const withheld = withheldNames();

/** The id of a call whose caller gave this one, or none. */
export type ChooseRequestId = (given: string | null) => string;

/**
 * A route of `google.api.http`: the transcoder's messages and answers, in the dialect of the route's face. Headers that
 * a handler sets go with the answer, trailers do not; an error's metadata does. An answer that no interceptor has named
 * gets an id here.
 */
export const createRestCodec = (match: RouteMatch, chooseRequestId: ChooseRequestId): UnaryCodec =>
  new RestCodec(match, chooseRequestId);

/** A class, because one exists for every call and methods on a prototype cost nothing to create. */
class RestCodec implements UnaryCodec {
  readonly protocolName = "rest";
  private readonly match: RouteMatch;
  private readonly chooseRequestId: ChooseRequestId;

  constructor(match: RouteMatch, chooseRequestId: ChooseRequestId) {
    this.match = match;
    this.chooseRequestId = chooseRequestId;
  }

  readTimeoutMs(exchange: Exchange): number | undefined {
    return parseTimeoutMs(headerOf(exchange, "grpc-timeout"));
  }

  createCollector(exchange: Exchange, { readMaxBytes }: UnaryMethod): BodyCollector | undefined {
    const { dialect, readsBody } = this.match;
    if (!readsBody) return undefined;
    // The face's own limit counts where it is lower.
    const maxBytes = Math.min(readMaxBytes, dialect.maxBodyBytes ?? readMaxBytes);
    return createJsonBodyCollector(maxBytes, headerOf(exchange, "content-length"));
  }

  readMessage({ headers }: Exchange, _method: UnaryMethod, body: Buffer): Message {
    return this.match.decode({ headers: new RequestHeaders(headers), body });
  }

  sendAnswer({ exchange }: UnaryCall, _method: UnaryMethod, { message, header }: UnaryResponse): void {
    sendRest(exchange, this.match.encode(message), header, this.chooseRequestId);
  }

  sendError({ exchange }: UnaryCall, _method: UnaryMethod, error: ConnectError): void {
    sendRest(exchange, this.match.renderError(error), error.metadata, this.chooseRequestId);
  }
}

/** Answers a request without a route, in the dialect of its path. */
export const sendRouteMiss = (exchange: Exchange, miss: RouteMiss, chooseRequestId: ChooseRequestId): void =>
  sendRest(exchange, miss.renderError(miss.error), undefined, chooseRequestId);

/** Sends an answer of the transcoder. */
export function sendRest(
  exchange: Exchange,
  { status, headers, body }: HttpResponse,
  metadata: ConnectError["metadata"] | undefined,
  chooseRequestId: ChooseRequestId,
): void {
  const sent: OutgoingHeaders = {};
  if (metadata !== undefined) copyHeaders(metadata, sent, withheld);
  sent[headerRequestId] ??= chooseRequestId(headerOf(exchange, headerRequestId) ?? null);
  exchange.send(status, Object.assign(sent, headers), body);
}
