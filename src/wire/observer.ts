import type { IncomingHttpHeaders } from "node:http";
import type { DescMethod } from "@bufbuild/protobuf";
import type { Code, ContextValues } from "@connectrpc/connect";
import type { Exchange } from "./exchange.ts";

/** A call that has ended. */
export interface ObservedCall {
  readonly exchange: Exchange;
  readonly spec: { readonly method: DescMethod };
  /** `grpc`, `grpc-web`, `connect` or `rest`. */
  readonly protocolName: string;
  /** Of the request. */
  readonly header: Pick<Headers, "get">;
  /** What interceptors have found out. */
  readonly values: ContextValues;
  /** When the headers were there, as `performance.now()` says it. */
  readonly startMs: number;
  /** How long the body of the request was, as far as it was read to its end. */
  readonly requestBytes: number;
}

/** A request that was answered and is no call of a unary RPC: an unknown path, a wrong method, a stream. */
export interface OtherRequest {
  readonly method: string;
  /** The request target as it was sent: a path and a query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  /** The `x-request-id` of the answer; `undefined` where it has none. */
  readonly requestId: string | undefined;
}

/** Follows what a wire answers: for logs, metrics and traces. None of it may throw. */
export interface WireObserver {
  /**
   * A call has ended: its answer is on its way, or its caller is gone. Told once for each call, also for those whose
   * message could not be read, which no interceptor has seen.
   *
   * @param code What the caller got; `undefined` for success.
   */
  callEnded(call: ObservedCall, code: Code | undefined): void;
  /** Any other request has been answered. */
  requestEnded(request: OtherRequest): void;
}

/** Who is told of what becomes of a wire's calls. */
export interface WireHooks {
  /** Told of answers that could not be written, for the log. */
  readonly onError: (error: unknown) => void;
  /** Default: nobody follows, and nothing is measured. */
  readonly observer?: WireObserver | undefined;
}

/** An exchange that has been answered, as observers see it. */
export const toOtherRequest = ({ method, target, headers, sentStatus, sentHeaders }: Exchange): OtherRequest => ({
  method,
  target,
  headers,
  status: sentStatus,
  requestId: idIn(sentHeaders),
});

/** The id that the answer to a call carries; `undefined` where it has none. */
export const answeredIdOf = ({ exchange }: ObservedCall): string | undefined => idIn(exchange.sentHeaders);

function idIn(headers: Exchange["sentHeaders"]): string | undefined {
  const id = headers?.["x-request-id"];
  return typeof id === "string" ? id : undefined;
}
