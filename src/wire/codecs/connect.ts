import type { Message } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { convertCodeToHttpStatus } from "../../transcoding/index.ts";
import { createBodyCollector } from "../body-collector.ts";
import { createConnectErrorBody } from "../connect-error-body.ts";
import type { Exchange, OutgoingHeaders } from "../exchange.ts";
import { copyHeaders, withheldNames } from "../outgoing-headers.ts";
import { parseConnectTimeoutMs } from "../timeout.ts";
import type { UnaryCall } from "../unary-call.ts";
import type { UnaryMethod } from "../unary-method.ts";
import { encodeAnswer, headerOf, type UnaryCodec } from "./unary-codec.ts";

const headerEncoding = "content-encoding";
const headerAcceptEncoding = "accept-encoding";

/** The codec says itself how its body is written. */
const withheld = withheldNames(headerEncoding, "content-length");
const withheldTrailers = withheldNames();

/** How a request carries its message, and how that one is compressed. */
export interface ConnectRequestForm {
  readonly createCollector: UnaryCodec["createCollector"];
  /** The message as it was sent. */
  readBytes(exchange: Exchange, body: Buffer): Buffer;
  findEncoding(exchange: Exchange): string | undefined;
  /** Throws when the request names another version of the protocol, or has to name one and does not. */
  verifyVersion(exchange: Exchange, isRequired: boolean): void;
}

/** The message is the body of a POST. */
export const connectPost: ConnectRequestForm = {
  createCollector: (exchange, { readMaxBytes }) =>
    createBodyCollector(readMaxBytes, headerOf(exchange, "content-length")),
  readBytes: (_exchange, body) => body,
  findEncoding: (exchange) => headerOf(exchange, headerEncoding),
  verifyVersion(exchange, isRequired) {
    if (!isRequired) return;
    if (headerOf(exchange, "connect-protocol-version") === "1") return;
    throw new ConnectError("The request must have the header Connect-Protocol-Version: 1", Code.InvalidArgument);
  },
};

/** Connect's protocol for unary RPCs: the message is the whole body, the outcome the status. */
export function createConnectCodec(format: "proto" | "json", form: ConnectRequestForm): UnaryCodec {
  const contentType = `application/${format}`;
  return {
    protocolName: "connect",
    readTimeoutMs: (exchange) => parseConnectTimeoutMs(headerOf(exchange, "connect-timeout-ms")),
    createCollector: form.createCollector,
    readMessage(exchange, method, body): Message | Promise<Message> {
      form.verifyVersion(exchange, method.requireConnectProtocolHeader);
      const compression = method.compressor.find(form.findEncoding(exchange), headerAcceptEncoding);
      const bytes = form.readBytes(exchange, body);
      const { decode } = method.formats[format];
      if (compression === undefined) return decode(bytes);
      return method.compressor
        .decompress(compression, bytes)
        .then((plain) => decode(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength)));
    },
    sendAnswer(call, method, { message, header, trailer }) {
      return send(
        call,
        method,
        form,
        200,
        createHeaders(header, trailer, contentType),
        encodeAnswer(method, format, message),
      );
    },
    sendError(call, _method, error) {
      const headers = createHeaders(call.responseHeader, call.responseTrailer, "application/json");
      copyHeaders(error.metadata, headers, withheld);
      headers["content-type"] = "application/json";
      const body = createConnectErrorBody(error);
      headers["content-length"] = String(body.length);
      call.exchange.send(convertCodeToHttpStatus(error.code), headers, body);
    },
  };
}

function send(
  call: UnaryCall,
  method: UnaryMethod,
  form: ConnectRequestForm,
  status: number,
  headers: OutgoingHeaders,
  data: Uint8Array,
): void | Promise<void> {
  const { exchange } = call;
  const accepted = headerOf(exchange, headerAcceptEncoding);
  const compression = method.compressor.choose(data.length, accepted, form.findEncoding(exchange));
  if (compression === undefined) {
    headers["content-length"] = String(data.length);
    return exchange.send(status, headers, data);
  }
  headers[headerEncoding] = compression.name;
  return compression.compress(data).then((compressed) => {
    headers["content-length"] = String(compressed.length);
    exchange.send(status, headers, compressed);
  });
}

/** Connect has no trailers: they are headers with a prefix. */
function createHeaders(header: Headers, trailer: Headers, contentType: string): OutgoingHeaders {
  const headers: OutgoingHeaders = {};
  copyHeaders(header, headers, withheld);
  const trailers: OutgoingHeaders = {};
  copyHeaders(trailer, trailers, withheldTrailers);
  for (const name in trailers) headers[`trailer-${name}`] = trailers[name] ?? "";
  headers["content-type"] = contentType;
  return headers;
}
