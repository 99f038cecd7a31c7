import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import {
  type ChannelCredentials,
  type ChannelOptions,
  credentials,
  Client as GrpcClient,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import { BadRequestSchema } from "../../../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../../gen/google/rpc/status_pb.ts";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../../gen/zitadel/v1/message_pb.ts";
import { type CallError, type CallResult, type Client, headersOf, toCredentialsDetail } from "./client.ts";
import { trustOf } from "./test-certificate.ts";

/** gRPC by grpc-js: the client that shares no code with the server. */
export function createGrpcJsClient(baseUrl: string): Client {
  const client = new GrpcClient(new URL(baseUrl).host, ...channelOf(baseUrl));
  return {
    name: "grpc-js",
    call(method, message, options = {}) {
      const { input, output } = method;
      const metadata = new Metadata();
      for (const [name, value] of Object.entries(headersOf(options))) metadata.set(name, value);
      return new Promise((resolve) => {
        let headers = new Headers();
        const call = client.makeUnaryRequest(
          `/${method.parent.typeName}/${method.name}`,
          (request: Uint8Array) => Buffer.from(request),
          (response) => fromBinary(output, response),
          toBinary(input, create(input, message)),
          metadata,
          (error, response) => {
            if (error !== null) resolve(toCallResult(error));
            else if (response !== undefined) resolve({ ok: response, headers });
          },
        );
        call.on("metadata", (received: Metadata) => {
          headers = toHeaders(received);
        });
      });
    },
    close: () => client.close(),
  };
}

function channelOf(baseUrl: string): [ChannelCredentials, ChannelOptions] {
  const { ca } = trustOf(baseUrl);
  if (ca === undefined) return [credentials.createInsecure(), {}];
  // TLS knows no server names that are addresses.
  return [credentials.createSsl(ca), { "grpc.ssl_target_name_override": "localhost" }];
}

function toCallResult(error: ServiceError): CallResult<never> {
  const headers = toHeaders(error.metadata);
  return {
    error: { ...detailsOf(error.metadata), code: Number(error.code), message: error.details, headers },
    headers,
  };
}

function detailsOf(metadata: Metadata): Pick<CallError, "detail" | "credentials" | "violations"> {
  const [encoded] = metadata.get("grpc-status-details-bin");
  if (!Buffer.isBuffer(encoded)) return { detail: undefined, credentials: undefined, violations: [] };
  const { details } = fromBinary(StatusSchema, encoded);
  const detail = details.map((any) => anyUnpack(any, ErrorDetailSchema)).find((found) => found !== undefined);
  const credentials = details
    .map((any) => anyUnpack(any, CredentialsCheckErrorSchema))
    .find((found) => found !== undefined);
  const badRequest = details.map((any) => anyUnpack(any, BadRequestSchema)).find((found) => found !== undefined);
  return {
    detail: detail && { id: detail.id, message: detail.message },
    credentials: credentials && toCredentialsDetail(credentials),
    violations: (badRequest?.fieldViolations ?? []).map(({ field, description }) => ({ field, description })),
  };
}

function toHeaders(metadata: Metadata): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(metadata.getMap())) {
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}
