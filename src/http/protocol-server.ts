import type { Socket } from "node:net";
import type { FindAnswerHeaders } from "./answer-headers.ts";
import type { AnswerHeaders, HttpErrorSource, HttpHandlers } from "./handlers.ts";
import type { HttpLimits } from "./limits.ts";
import type { Refusal, RefusedRequest } from "./refusal.ts";
import type { RequestFacts } from "./request-guard.ts";

/** One version of HTTP behind the port: it is given sockets, and does not listen itself. */
export interface ProtocolServer {
  /** Takes over a connected socket whose first byte is still to be read. */
  accept(socket: Socket): void;
  /** Says goodbye to every client: ends idle connections at once, and busy ones with their last answer. */
  drain(): void;
}

/** What both versions of HTTP share. */
export interface ProtocolServerOptions {
  readonly handlers: HttpHandlers;
  readonly limits: HttpLimits;
  /** Finds the reason to refuse a request before a handler sees it. */
  findRefusal(facts: RequestFacts): Refusal | undefined;
  /** The headers that every answer begins with. */
  readonly answerHeaders: FindAnswerHeaders;
  /** The headers of a 204 to a preflight from this origin. */
  preflightHeaders(origin: string): AnswerHeaders;
  /** Told of every error that the server dealt with. Must not throw. */
  onError(source: HttpErrorSource, error: unknown): void;
  /** Told of every request that was answered in the handler's place. Must not throw. */
  onRefusal(request: RefusedRequest): void;
}

/** What a handler that failed before it answered is replaced by. The cause is for `onError` only. */
export const handlerFailed: Refusal = { status: 500, code: "internal", message: "An internal error occurred." };
