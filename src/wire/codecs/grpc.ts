import { Code, ConnectError } from "@connectrpc/connect";
import { parseTimeoutMs } from "../../transcoding/index.ts";
import { createEnvelopeCollector } from "../body-collector.ts";
import { createCompressedEnvelope, parseEnvelope, prefixBytes } from "../envelope.ts";
import type { Exchange, OutgoingHeaders } from "../exchange.ts";
import { createErrorTrailers, createOkTrailers } from "../grpc-status.ts";
import { copyHeaders, withheldNames } from "../outgoing-headers.ts";
import type { UnaryMethod } from "../unary-method.ts";
import { encodeEnvelope, headerOf, type UnaryCodec } from "./unary-codec.ts";

const headerEncoding = "grpc-encoding";
const headerAcceptEncoding = "grpc-accept-encoding";

/**
 * gRPC over HTTP/2: one envelope, and the outcome in the trailers. An error of a handler that has set no header is one
 * block of headers that ends the stream.
 */
export function createGrpcCodec(format: "proto" | "json"): UnaryCodec {
  const contentType = `application/grpc+${format}`;
  return {
    protocolName: "grpc",
    readTimeoutMs: readGrpcTimeoutMs,
    createCollector: (_exchange, { readMaxBytes }) => createEnvelopeCollector(readMaxBytes),
    readMessage: (exchange, method, body) => readEnvelopedMessage(exchange, method, format, body),
    sendAnswer(call, method, response) {
      const envelope = encodeEnvelope(method, format, response.message);
      const headers: OutgoingHeaders = {};
      copyHeaders(response.header, headers, ofPlainBody);
      headers["content-type"] = contentType;
      const trailers = createOkTrailers(response.trailer);
      const compression = chooseCompression(call.exchange, method, envelope);
      if (compression === undefined) {
        return call.exchange.sendWithTrailers(headers, envelope, trailers);
      }
      headers[headerEncoding] = compression.name;
      return compression.compress(envelope.subarray(prefixBytes)).then((compressed) => {
        call.exchange.sendWithTrailers(headers, createCompressedEnvelope(compressed), trailers);
      });
    },
    sendError(call, _method, error) {
      const trailers = createErrorTrailers(call.responseTrailer, error);
      if (call.responseHeader.isEmpty) {
        return call.exchange.send(200, { ...trailers, "content-type": contentType }, undefined);
      }
      const headers: OutgoingHeaders = {};
      copyHeaders(call.responseHeader, headers, ofPlainBody);
      headers["content-type"] = contentType;
      return call.exchange.sendWithTrailers(headers, nothing, trailers);
    },
  };
}

const nothing = Buffer.alloc(0);
/** What a handler may say of an answer that is its message alone, and is wrong of one in an envelope. */
const ofPlainBody = withheldNames("content-length");

/** The deadline, which gRPC and gRPC-Web write alike. */
export const readGrpcTimeoutMs = (exchange: Exchange): number | undefined =>
  parseTimeoutMs(headerOf(exchange, "grpc-timeout"));

/** The message in its envelope, which gRPC and gRPC-Web write alike. */
export function readEnvelopedMessage(exchange: Exchange, method: UnaryMethod, format: "proto" | "json", body: Buffer) {
  const compression = method.compressor.find(headerOf(exchange, headerEncoding), headerAcceptEncoding);
  const { isCompressed, data } = parseEnvelope(body);
  const { decode } = method.formats[format];
  if (!isCompressed) return decode(data);
  if (compression === undefined) {
    // The code that gRPC's compression rules ask for.
    throw new ConnectError("The message is compressed, and no header says how", Code.Internal);
  }
  return method.compressor.decompress(compression, data).then((plain) => decode(toBuffer(plain)));
}

/** How the answer is compressed, which gRPC and gRPC-Web agree on alike. */
export const chooseCompression = (exchange: Exchange, { compressor }: UnaryMethod, { length }: Buffer) =>
  compressor.choose(length - prefixBytes, headerOf(exchange, headerAcceptEncoding), headerOf(exchange, headerEncoding));

const toBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
