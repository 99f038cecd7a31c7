import type { ConnectError } from "@connectrpc/connect";
import { type HttpResponse, parseTimeoutMs, type RouteMatch, type RouteMiss } from "../../transcoding/index.ts";
import { createJsonBodyCollector } from "../body-collector.ts";
import type { Exchange, OutgoingHeaders } from "../exchange.ts";
import { copyHeaders, RequestHeaders } from "../light-headers.ts";
import { headerOf, type UnaryCodec } from "./unary-codec.ts";

/** Header that names a call, in both directions. */
const headerRequestId = "x-request-id";

/** The id of a call whose caller gave this one, or none. */
export type ChooseRequestId = (given: string | null) => string;

/**
 * A route of `google.api.http`: the transcoder's messages and answers, in the dialect of the route's face. Headers that
 * a handler sets go with the answer, trailers do not; an error's metadata does. An answer that no interceptor has named
 * gets an id here.
 */
export function createRestCodec(match: RouteMatch, chooseRequestId: ChooseRequestId): UnaryCodec {
  return {
    protocolName: "rest",
    readTimeoutMs: (exchange) => parseTimeoutMs(headerOf(exchange, "grpc-timeout")),
    createCollector(exchange, { readMaxBytes }) {
      if (!match.readsBody) return undefined;
      // The face's own limit counts where it is lower.
      const maxBytes = Math.min(readMaxBytes, match.dialect.maxBodyBytes ?? readMaxBytes);
      return createJsonBodyCollector(maxBytes, headerOf(exchange, "content-length"));
    },
    readMessage: (exchange, _method, body) => match.decode({ headers: new RequestHeaders(exchange.headers), body }),
    sendAnswer: (call, _method, { message, header }) =>
      sendRest(call.exchange, match.encode(message), header, chooseRequestId),
    sendError: (call, _method, error) =>
      sendRest(call.exchange, match.renderError(error), error.metadata, chooseRequestId),
  };
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
  if (metadata !== undefined) copyHeaders(metadata, sent);
  sent[headerRequestId] ??= chooseRequestId(headerOf(exchange, headerRequestId) ?? null);
  exchange.send(status, Object.assign(sent, headers), body);
}
