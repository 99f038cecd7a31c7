import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import type { ConnectError } from "@connectrpc/connect";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import type { OutgoingHeaders } from "./exchange.ts";
import { encodeGrpcMessage } from "./grpc-message.ts";
import { copyHeaders, withheldNames } from "./outgoing-headers.ts";

/** The names in which the outcome of a call is written, which nobody else may use. */
const reserved = withheldNames("grpc-status", "grpc-message", "grpc-status-details-bin");

/** The trailers of a call that succeeded. */
export function createOkTrailers(trailer: Headers): OutgoingHeaders {
  const trailers: OutgoingHeaders = {};
  copyHeaders(trailer, trailers, reserved);
  trailers["grpc-status"] = "0";
  return trailers;
}

/**
 * The trailers of a call that failed: those of the handler, the metadata of the error, and the error itself, its details
 * in `grpc-status-details-bin`.
 */
export function createErrorTrailers(trailer: Headers, error: ConnectError): OutgoingHeaders {
  const trailers: OutgoingHeaders = {};
  copyHeaders(trailer, trailers, reserved);
  for (const [name, value] of error.metadata) {
    if (reserved.has(name)) continue;
    const before = trailers[name];
    trailers[name] = before === undefined ? value : `${String(before)}, ${value}`;
  }
  trailers["grpc-status"] = String(error.code);
  trailers["grpc-message"] = encodeGrpcMessage(error.rawMessage);
  if (error.details.length > 0) trailers["grpc-status-details-bin"] = encodeDetails(error);
  return trailers;
}

/** Binary metadata is base64 without padding, as most servers write it. */
function encodeDetails({ code, rawMessage: message, details }: ConnectError): string {
  const status = create(StatusSchema, {
    code,
    message,
    details: details.map((detail) =>
      "desc" in detail
        ? anyPack(detail.desc, create(detail.desc, detail.value))
        : { typeUrl: `type.googleapis.com/${detail.type}`, value: detail.value },
    ),
  });
  return Buffer.from(toBinary(StatusSchema, status)).toString("base64").replace(/=+$/, "");
}
