import type { IncomingHttpHeaders } from "node:http";
import type { BodyCollector } from "./body-collector.ts";

/** Headers of an answer, names in lower case. */
export type OutgoingHeaders = Record<string, string | string[]>;

/**
 * One request and its answer, as the codecs see them: the same for both versions of HTTP. Making one touches nothing of
 * the request, so that it can still be handed to somebody else.
 */
export interface Exchange {
  readonly httpMajor: 1 | 2;
  readonly method: string;
  /** The request target as it was sent: a path and a query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** The target with the scheme and authority that the caller used; the target alone where it named none. */
  readonly url: string;
  /** Whether the caller is gone, or has its answer: nothing can be sent any more. */
  readonly isOver: boolean;
  /** The status of the answer; 0 as long as there is none, and when the caller went away before. */
  readonly sentStatus: number;
  /** The headers of the answer, without those that every answer begins with. */
  readonly sentHeaders: OutgoingHeaders | undefined;
  /** How long the body of the answer is. */
  readonly sentBytes: number;
  /**
   * Reads the body to its end. Rejects with what the collector throws, and does not settle when the caller goes away:
   * then nobody waits for the answer.
   */
  readBody(collector: BodyCollector): Promise<Buffer>;
  /** Tells when the caller goes away before its answer is complete. */
  onGone(listener: () => void): void;
  /**
   * Sends a whole answer and drains what is left of the request, so that a caller that is still sending gets to read.
   * Without a body the headers are the end of the answer. Does nothing when the exchange is over.
   */
  send(status: number, headers: OutgoingHeaders, body: Uint8Array | undefined): void;
  /** The same with trailers behind the body. */
  sendWithTrailers(headers: OutgoingHeaders, body: Uint8Array, trailers: OutgoingHeaders): void;
}
