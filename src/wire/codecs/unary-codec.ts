import type { Message } from "@bufbuild/protobuf";
import { Code, ConnectError, type UnaryResponse } from "@connectrpc/connect";
import type { BodyCollector } from "../body-collector.ts";
import { prefixBytes } from "../envelope.ts";
import type { Exchange } from "../exchange.ts";
import type { UnaryCall } from "../unary-call.ts";
import type { UnaryMethod } from "../unary-method.ts";

/**
 * How one protocol puts a unary call on the wire. Whatever these functions throw is answered with {@link sendError}; a
 * ConnectError as it is, everything else as `internal`.
 */
export interface UnaryCodec {
  /** As handlers see it in their context. */
  readonly protocolName: string;
  /** How long the caller is willing to wait; `undefined` for any time. */
  readTimeoutMs(exchange: Exchange): number | undefined;
  /** Collects the body; `undefined` when the message is not in it, and it is to be dropped. */
  createCollector(exchange: Exchange, method: UnaryMethod): BodyCollector | undefined;
  /** The request's message, from what the collector gave. */
  readMessage(exchange: Exchange, method: UnaryMethod, body: Buffer): Message | Promise<Message>;
  /** Sends a success. */
  sendAnswer(call: UnaryCall, method: UnaryMethod, response: UnaryResponse): void | Promise<void>;
  /** Sends an error. Must not throw for any error. */
  sendError(call: UnaryCall, method: UnaryMethod, error: ConnectError): void;
}

/** The message as it is sent, in one of the two formats. */
export function encodeAnswer(method: UnaryMethod, format: "proto" | "json", message: Message): Uint8Array {
  const data = method.formats[format].encode(message);
  assertSendable(method, data.length);
  return data;
}

/** The same in an envelope. */
export function encodeEnvelope(method: UnaryMethod, format: "proto" | "json", message: Message): Buffer {
  const envelope = method.formats[format].encodeEnvelope(message);
  assertSendable(method, envelope.length - prefixBytes);
  return envelope;
}

function assertSendable({ writeMaxBytes }: UnaryMethod, bytes: number): void {
  if (bytes <= writeMaxBytes) return;
  throw new ConnectError(
    `The answer has ${bytes} bytes, which is over the limit of ${writeMaxBytes}`,
    Code.ResourceExhausted,
  );
}

/** The first value of a header that may not be repeated. */
export function headerOf(exchange: Exchange, name: string): string | undefined {
  const value = exchange.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
