import { decodeBase64 } from "../base64.ts";
import { type BodyCollector, createBodyCollector, createEnvelopeCollector } from "../body-collector.ts";
import { createCompressedEnvelope, createEnvelope, prefixBytes, trailerFlag } from "../envelope.ts";
import type { OutgoingHeaders } from "../exchange.ts";
import { createErrorTrailers, createOkTrailers } from "../grpc-status.ts";
import { copyHeaders, withheldNames } from "../outgoing-headers.ts";
import type { UnaryCall } from "../unary-call.ts";
import { chooseCompression, readEnvelopedMessage, readGrpcTimeoutMs } from "./grpc.ts";
import { encodeEnvelope, type UnaryCodec } from "./unary-codec.ts";

const withheld = withheldNames();

/**
 * gRPC-Web: as gRPC, with the trailers as a last envelope of the body.
 *
 * @param isText The body is base64 of the binary form, in both directions.
 */
export function createGrpcWebCodec(format: "proto" | "json", isText: boolean): UnaryCodec {
  const contentType = `application/grpc-web${isText ? "-text" : ""}+${format}`;

  function send(call: UnaryCall, header: Headers, encoding: string | undefined, body: Buffer): void {
    const headers: OutgoingHeaders = {};
    copyHeaders(header, headers, withheld);
    headers["content-type"] = contentType;
    if (encoding !== undefined) headers["grpc-encoding"] = encoding;
    const sent = isText ? Buffer.from(body.toString("base64"), "latin1") : body;
    headers["content-length"] = String(sent.length);
    call.exchange.send(200, headers, sent);
  }

  return {
    protocolName: "grpc-web",
    readTimeoutMs: readGrpcTimeoutMs,
    createCollector: (_exchange, { readMaxBytes }) =>
      isText ? createTextCollector(readMaxBytes) : createEnvelopeCollector(readMaxBytes),
    readMessage: (exchange, method, body) => readEnvelopedMessage(exchange, method, format, body),
    sendAnswer(call, method, response) {
      const envelope = encodeEnvelope(method, format, response.message);
      const trailers = createTrailerEnvelope(createOkTrailers(response.trailer));
      const compression = chooseCompression(call.exchange, method, envelope);
      if (compression === undefined) {
        return send(call, response.header, undefined, Buffer.concat([envelope, trailers]));
      }
      return compression.compress(envelope.subarray(prefixBytes)).then((compressed) => {
        const body = Buffer.concat([createCompressedEnvelope(compressed), trailers]);
        send(call, response.header, compression.name, body);
      });
    },
    sendError(call, _method, error) {
      const trailers = createErrorTrailers(call.responseTrailer, error);
      send(call, call.responseHeader, undefined, createTrailerEnvelope(trailers));
    },
  };
}

/** Base64 is a third longer than what it stands for, and clients may break it into lines. */
function createTextCollector(maxBytes: number): BodyCollector {
  const text = createBodyCollector(2 * (maxBytes + 5) + 4, undefined);
  return {
    push: (chunk) => text.push(chunk),
    finish() {
      const binary = createEnvelopeCollector(maxBytes);
      binary.push(decodeBase64(text.finish()));
      return binary.finish();
    },
  };
}

function createTrailerEnvelope(trailers: OutgoingHeaders): Buffer {
  const lines = Object.entries(trailers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((text) => `${name}: ${text}\r\n`),
  );
  return createEnvelope(Buffer.from(lines.join(""), "latin1"), trailerFlag);
}
